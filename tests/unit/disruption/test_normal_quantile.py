"""The quantile of the normal distribution."""

import numpy as np
import pytest
from scipy.special import ndtri

from orepact.disruption.normal_quantile import normal_quantile


def test_it_agrees_with_an_independent_implementation_in_the_middle_and_both_tails() -> None:
    u = np.concatenate([np.linspace(1e-6, 1.0 - 1e-6, 20_001), [1e-12, 1.0 - 1e-12, 1e-15]])
    assert normal_quantile(u) == pytest.approx(ndtri(u), rel=1e-13, abs=1e-15)
