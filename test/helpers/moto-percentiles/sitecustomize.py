# Makes moto compute what CloudWatch computes and moto lacks: percentiles such as p95, and trimmed counts such as TC(300:), whose
# lower bound is not included ("CloudWatch statistics definitions"). Python loads this file at its start when it is on PYTHONPATH.
import math
import re

try:
    from moto.cloudwatch.models import Statistics
except ImportError:
    Statistics = None

if Statistics is not None:
    of_moto = Statistics.get_statistics_for_type

    def compute(self, stat):
        values = sorted(self.metric_single_values_list)
        percentile = re.fullmatch(r"p(\d+(?:\.\d+)?)", stat)
        if percentile and values:
            return values[max(0, math.ceil(len(values) * float(percentile.group(1)) / 100) - 1)]
        trimmed = re.fullmatch(r"TC\((\d+(?:\.\d+)?):\)", stat)
        if trimmed:
            return float(len([value for value in values if value > float(trimmed.group(1))]))
        return of_moto(self, stat)

    Statistics.get_statistics_for_type = compute
