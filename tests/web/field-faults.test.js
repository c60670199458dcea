import assert from "node:assert/strict";
import { test } from "node:test";

import { faultWords } from "../../static/lib/field-faults.js";
import { addWords } from "../../static/lib/i18n.js";

const WORDS = { "fault.choose": "pilih", "fault.missing": "isi", "fault.too_short": "{count} saja", "fault.range": "{min} sampai {max}", "fault.unreadable": "?" };
addWords("id", WORDS);

for (const [fault, field, words] of [
  ["valueMissing", { type: "text" }, "isi"],
  ["valueMissing", { type: "radio" }, "pilih"],
  ["tooShort", { minLength: 10 }, "10 saja"],
  ["rangeOverflow", { min: "1", max: "240" }, "1 sampai 240"],
  ["badInput", { type: "number" }, "?"],
  ["customError", { type: "text" }, ""],
]) {
  test(`a field with ${fault} (${field.type ?? "any"}) says "${words}"`, () => {
    assert.equal(faultWords({ ...field, validity: { [fault]: true } }), words);
  });
}
