"""The keys of whole columns of texts, by which equal ones are found.

A text is looked at once however many rows hold it, and the plain ones, by far the most, all at
once: only the others pay for the rules of their key one by one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def lower(texts: pd.Series) -> pd.Series:
    return texts.str.lower()


def key_codes(
    texts: pd.Series,
    key: Callable[[str], str],
    plain: str,
    key_of_plain: Callable[[pd.Series], pd.Series] = lower,
) -> Ints:
    """The key of each text as a number: equal keys, equal numbers from 0 on; -1 for no key ("").

    plain: a pattern of texts that have a key, for which `key_of_plain` is known to give it too.
    """
    at, distinct = pd.factorize(texts.astype("str"))
    spelled = pd.Series(distinct, dtype="str")
    unusual = np.flatnonzero(~spelled.str.fullmatch(plain).to_numpy(dtype=bool))
    keys = key_of_plain(spelled)
    keys.array[unusual] = [key(text) or None for text in spelled.array[unusual].tolist()]
    codes, _ = pd.factorize(keys)
    return codes[at]
