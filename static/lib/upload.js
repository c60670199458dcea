/** A multipart upload that says how far it is; `fetch` cannot. */
import { ApiError } from "./api.js";

/**
 * @param {string} url @param {FormData} form @param {(share: number) => void} onProgress 0 to 1 of what is sent
 * @returns {Promise<any>}
 */
export function upload(url, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      const { response, status } = request;
      if (status >= 200 && status < 300 && response) return resolve(response);
      const error = response?.error ?? {};
      return reject(new ApiError(error.code ?? (status === 413 ? "too_large" : "server_fault"), status, error.detail ?? {}));
    });
    request.addEventListener("error", () => reject(new ApiError("unreachable", 0)));
    request.send(form);
  });
}
