/** What is said of the queue of pictures: nothing to worry about, some wait, or the line goes first. */

/**
 * @param {{waiting: number, later: number, seat_first: boolean} | null} told null while nobody has said
 * @returns {{tone: string, key: string, count: number}}
 */
export function queueWords(told) {
  if (told === null) return { tone: "quiet", key: "face_queue.unknown", count: 0 };
  if (told.seat_first) return { tone: "caution", key: "face_queue.seat_first", count: told.waiting + told.later };
  if (told.later > 0) return { tone: "accent", key: "face_queue.later", count: told.later };
  return { tone: "quiet", key: told.waiting > 0 ? "face_queue.waiting" : "face_queue.none", count: told.waiting };
}
