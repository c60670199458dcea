/** Numbers, dates and times in the language of the page. */
import { language, t } from "./i18n.js";

/** Days before months and 24 hours: one room reads one clock, in whichever language. */
const LOCALES = /** @type {Record<string, string>} */ ({ id: "id-ID", en: "en-GB" });

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function numberText(value, options) {
  return new Intl.NumberFormat(language(), options).format(value);
}

/** A mark: up to two decimals, none where it is whole. @param {number | null | undefined} value */
export function pointsText(value) {
  return value === null || value === undefined ? "–" : numberText(value, { maximumFractionDigits: 2 });
}

/** A share of one as per cent. @param {number} share */
export function percentText(share) {
  return numberText(share, { style: "percent", maximumFractionDigits: 0 });
}

/** @param {string | Date} instant */
export function dateText(instant) {
  return dated(instant, { dateStyle: "full" });
}

/** A day without an hour, such as a birthday: nobody needs its weekday. @param {string} day as YYYY-MM-DD */
export function dayText(day) {
  return dated(`${day}T12:00:00`, { dateStyle: "long" });
}

/** Hours and minutes, 24 hours. @param {string | Date} instant */
export function timeText(instant) {
  return dated(instant, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** With seconds, for logs. @param {string | Date} instant */
export function preciseTimeText(instant) {
  return dated(instant, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

/** @param {string | Date} instant */
export function dateTimeText(instant) {
  return dated(instant, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
}

/** Time left as figures: 1:39:05, 09:59, 00:00. Never negative. @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pair = `${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${pair}` : pair;
}

/** A length of time in words: "1 jam 40 menit"; below a minute in seconds. @param {number} seconds */
export function durationText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("duration.seconds", { count: whole });
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = [hours > 0 ? t("duration.hours", { count: hours }) : "", minutes > 0 ? t("duration.minutes", { count: minutes }) : ""];
  return parts.filter(Boolean).join(" ");
}

/** A length of time in words, to the second: "1 menit 20 detik". @param {number} seconds */
export function exactDurationText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const rest = whole % 60;
  if (whole < 60) return durationText(whole);
  return rest === 0 ? durationText(whole) : `${durationText(whole - rest)} ${t("duration.seconds", { count: rest })}`;
}

/** @param {string | Date} instant @param {Intl.DateTimeFormatOptions} options */
function dated(instant, options) {
  const date = instant instanceof Date ? instant : new Date(instant);
  return Number.isNaN(date.getTime()) ? "–" : new Intl.DateTimeFormat(LOCALES[language()] ?? language(), options).format(date);
}
