"""What could happen, how likely, and how wide is the band? Seeds, draws, bands, few scenarios."""

from orepact.chance.bands import (
    Band,
    band,
    conditional_value_at_risk,
    exceedance,
    quantiles,
    value_at_risk,
)
from orepact.chance.correlation import check_correlation, correlate, pearson_of_rank
from orepact.chance.distribution import (
    Distribution,
    Fixed,
    Normal,
    Pert,
    ShiftedLognormal,
    Triangular,
    Uniform,
    from_parameter,
)
from orepact.chance.normal import normal_quantile, normal_share
from orepact.chance.reduction import Reduction, fast_forward, kantorovich, medoids
from orepact.chance.sampling import Sampling, check_draws, normals, uniforms
from orepact.chance.seed import Seed
from orepact.chance.variance import VarianceShare, variance_shares

__all__ = [
    "Band",
    "Distribution",
    "Fixed",
    "Normal",
    "Pert",
    "Reduction",
    "Sampling",
    "Seed",
    "ShiftedLognormal",
    "Triangular",
    "Uniform",
    "VarianceShare",
    "band",
    "check_correlation",
    "check_draws",
    "conditional_value_at_risk",
    "correlate",
    "exceedance",
    "fast_forward",
    "from_parameter",
    "kantorovich",
    "medoids",
    "normal_quantile",
    "normal_share",
    "normals",
    "pearson_of_rank",
    "quantiles",
    "uniforms",
    "value_at_risk",
    "variance_shares",
]
