"""RFC 6962 proofs against the published vectors of transparency-dev: each `wantErr` respected."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from catserver.transparency.merkle import ProofInvalid, verify_consistency, verify_inclusion

VECTORS = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data")) / "merkle-vectors"


def vectors(kind: str) -> list[dict[str, Any]]:
    if not VECTORS.is_dir():
        pytest.skip(f"the vectors are not here: {VECTORS} (CATSERVER_TEST_DATA names the folder)")
    found = sorted((VECTORS / kind).rglob("*.json"))
    assert found
    return [json.loads(each.read_bytes()) | {"file": str(each)} for each in found]


def decoded(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [base64.b64decode(vector[name] or "") for name in names]


def proof_of(vector: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(each) for each in vector["proof"] or []]


def test_every_inclusion_vector_is_judged_as_it_says() -> None:
    wrong = []
    for vector in vectors("inclusion"):
        root, leaf = decoded(vector, "root", "leafHash")
        try:
            verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof_of(vector), root)
            failed = False
        except ProofInvalid:
            failed = True
        if failed != vector["wantErr"]:
            wrong.append(vector["file"])
    assert wrong == []


def test_every_consistency_vector_is_judged_as_it_says() -> None:
    wrong = []
    for vector in vectors("consistency"):
        root1, root2 = decoded(vector, "root1", "root2")
        try:
            verify_consistency(vector["size1"], vector["size2"], proof_of(vector), root1, root2)
            failed = False
        except ProofInvalid:
            failed = True
        if failed != vector["wantErr"]:
            wrong.append(vector["file"])
    assert wrong == []
