/** The public log's mathematics in the browser: hashes, signatures, proofs, tiles. */
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { base64, fromBase64, fromBase64Url, fromHex, hex, joined, same, utf8 } from "../../static/models/bytes.js";
import { verifyEd25519 } from "../../static/models/ed25519.js";
import { isConsistent, isIncluded, leafHash, nodeHash, split } from "../../static/models/merkle.js";
import { fingerprint, parseCheckpoint, parseKey, parseNote, parseNumber, signersOf } from "../../static/models/note.js";
import { sha256, sha512 } from "../../static/models/sha2.js";
import { consistencyProof, entriesIn, hashesFrom, inclusionProof, rootWith, tilePath, widthOf } from "../../static/models/tiles.js";

const VECTORS = join(process.env.CATSERVER_TEST_DATA ?? "../shared/data", "merkle-vectors");
const bytes = (text) => fromHex(text);

test("SHA-256 and SHA-512 give the digests of FIPS 180-4 and, at every length of a padding, Node's", () => {
  assert.equal(hex(sha256(utf8("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(hex(sha512(utf8("abc"))), "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  for (let size = 0; size < 260; size += 1) {
    const message = Uint8Array.from({ length: size }, (_, place) => (place * 7 + size) % 256);
    assert.equal(hex(sha256(message)), createHash("sha256").update(message).digest("hex"));
    assert.equal(hex(sha512(message)), createHash("sha512").update(message).digest("hex"));
  }
});

test("Ed25519 takes the signatures of RFC 8032, 7.1, and no other", () => {
  const vectors = [
    ["d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
    ["3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
    ["fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"],
  ];
  for (const [key, message, signature] of vectors) {
    assert.ok(verifyEd25519(bytes(key), bytes(message), bytes(signature)));
    assert.ok(!verifyEd25519(bytes(key), joined(bytes(message), Uint8Array.of(0)), bytes(signature)));
    for (const place of [0, 31, 32, 63]) {
      const bent = bytes(signature);
      bent[place] ^= 1;
      assert.ok(!verifyEd25519(bytes(key), bytes(message), bent), `a bit of byte ${place}`);
    }
  }
});

test("Ed25519 refuses a scalar beyond the order, and what is no point", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
  const message = utf8("any");
  const signature = new Uint8Array(sign(null, message, privateKey));
  assert.ok(verifyEd25519(key, message, signature));
  let scalar = signature.subarray(32).reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n) + 2n ** 252n + 27742317777372353535851937790883648493n;
  const beyond = Uint8Array.from(signature);
  for (let place = 32; place < 64; place += 1, scalar >>= 8n) beyond[place] = Number(scalar & 255n);
  assert.ok(!verifyEd25519(key, message, beyond));
  assert.ok(!verifyEd25519(new Uint8Array(32).fill(255), message, signature));
  assert.ok(!verifyEd25519(key.subarray(1), message, signature));
});

test("base 64 is read in the one way there is", () => {
  for (let size = 0; size < 40; size += 1) {
    const content = Uint8Array.from({ length: size }, (_, place) => (place * 37 + size) % 256);
    const text = Buffer.from(content).toString("base64");
    assert.equal(base64(content), text);
    assert.ok(same(/** @type {any} */ (fromBase64(text)), content));
    assert.ok(same(/** @type {any} */ (fromBase64Url(Buffer.from(content).toString("base64url"))), content));
  }
  for (const text of ["QQ", "QR==", "Q===", "QUI\n", "QUI=QUI=", "Q-I="]) assert.equal(fromBase64(text), null, text);
  assert.equal(fromHex("0G"), null);
});

test("every proof of the public vectors is judged as it says", { skip: existsSync(VECTORS) ? false : `the vectors are not here: ${VECTORS} (CATSERVER_TEST_DATA names the folder)` }, () => {
  const decoded = (text) => new Uint8Array(Buffer.from(text ?? "", "base64"));
  const vectors = (kind) =>
    readdirSync(join(VECTORS, kind), { recursive: true, withFileTypes: true })
      .filter((each) => each.name.endsWith(".json"))
      .map((each) => ({ file: join(each.path, each.name), ...JSON.parse(readFileSync(join(each.path, each.name), "utf8")) }));
  const [inclusion, consistency] = [vectors("inclusion"), vectors("consistency")];
  assert.ok(inclusion.length > 50 && consistency.length > 50);
  for (const { file, leafIdx, treeSize, root, leafHash: leaf, proof, wantErr } of inclusion) {
    assert.equal(isIncluded(decoded(leaf), leafIdx, treeSize, (proof ?? []).map(decoded), decoded(root)), !wantErr, file);
  }
  for (const { file, size1, size2, root1, root2, proof, wantErr } of consistency) {
    assert.equal(isConsistent(size1, size2, (proof ?? []).map(decoded), decoded(root1), decoded(root2)), !wantErr, file);
  }
});

/** A tree as RFC 6962, 2.1 defines it, and its tiles; slow and plain. */
function plainTree(size) {
  const leaves = Array.from({ length: size }, (_, place) => leafHash(utf8(`leaf ${place}`)));
  const root = (start, end) => (end - start === 1 ? leaves[start] : nodeHash(root(start, start + split(end - start)), root(start + split(end - start), end)));
  const readTile = async (level, index) => {
    const below = 256 ** level;
    const hashes = Array.from({ length: widthOf(level, index, size) }, (_, place) => root((index * 256 + place) * below, (index * 256 + place + 1) * below));
    return joined(...hashes);
  };
  return { leaves, root, hashAt: hashesFrom(readTile) };
}

test("proofs made from tiles lead to the root, for every leaf and every older tree", async () => {
  for (const size of [1, 2, 3, 7, 8, 13, 255, 256, 257, 300]) {
    const { leaves, root, hashAt } = plainTree(size);
    for (const index of [0, 1, 2, 6, 12, 254, 255, 256, size - 1].filter((each) => each < size)) {
      const proof = await inclusionProof(hashAt, index, size);
      assert.ok(isIncluded(leaves[index], index, size, proof, root(0, size)), `${index} of ${size}`);
      assert.ok(!isIncluded(leafHash(utf8("another")), index, size, proof, root(0, size)));
    }
    for (const old of [1, 2, 3, 5, 8, 128, 255, 256, size].filter((each) => each <= size)) {
      const proof = await consistencyProof(hashAt, old, size);
      assert.ok(isConsistent(old, size, proof, root(0, old), root(0, size)), `${old} of ${size}`);
    }
    for (const first of [0, 256].filter((each) => each < size)) {
      assert.ok(same(await rootWith(hashAt, first, leaves.slice(first)), root(0, size)), `from ${first} of ${size}`);
    }
  }
});

test("tiles have the names of tlog-tiles", () => {
  assert.equal(tilePath(0, 0, 256), "tile/0/000");
  assert.equal(tilePath(1, 1234067, 256), "tile/1/x001/x234/067");
  assert.equal(tilePath("entries", 5, 17), "tile/entries/005.p/17");
  assert.deepEqual([widthOf(0, 1, 300), widthOf(0, 0, 300), widthOf(1, 0, 300)], [44, 256, 1]);
});

test("a bundle that ends in the middle of an entry is none", () => {
  assert.deepEqual(entriesIn(Uint8Array.of(0, 1, 65, 0, 0))?.map((each) => each.length), [1, 0]);
  assert.equal(entriesIn(Uint8Array.of(0, 2, 65)), null);
  assert.equal(entriesIn(Uint8Array.of(0)), null);
});

/** The example of c2sp.org/signed-note. */
const KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

test("the note of the specification verifies, and not with another word in it", async () => {
  const key = parseKey(KEY);
  assert.ok(key);
  const note = parseNote(utf8(NOTE));
  assert.ok(note);
  assert.equal((await signersOf(note, [key], verifyEd25519)).verified.length, 1);
  const bent = { ...note, text: note.text.replace("answer", "problem") };
  const { verified, wrong } = await signersOf(bent, [key], verifyEd25519);
  assert.deepEqual([verified.length, wrong.map(({ name }) => name)], [0, ["PeterNeumann"]]);
  assert.deepEqual((await signersOf(note, [], verifyEd25519)).unknown, ["PeterNeumann"]);
  assert.match(fingerprint(key), /^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
});

test("what is malformed is no key, no note, no checkpoint, no number", () => {
  for (const text of ["", "a+b+c", KEY.replace("c74f20a3", "c74f20a4"), KEY.replace("PeterNeumann", "Peter")]) assert.equal(parseKey(text), null, text);
  for (const text of ["", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n- name QUFBQUE=\n", NOTE.trimEnd(), NOTE.replace("think", "th\tink")]) assert.equal(parseNote(utf8(text)), null, text);
  const root = base64(new Uint8Array(32));
  assert.deepEqual(parseCheckpoint(`log\n5\n${root}\n`)?.size, 5);
  for (const text of [`log\n05\n${root}\n`, `log\n5\n${root}`, `\n5\n${root}\n`, "log\n5\nQQ==\n", `log\n-5\n${root}\n`]) assert.equal(parseCheckpoint(text), null, text);
  assert.deepEqual(["0", "10", "9007199254740993", "1e3", ""].map(parseNumber), [0, 10, null, null, null]);
});
