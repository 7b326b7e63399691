package io.github.tracingstarter.comparison;

import java.util.Collection;

/**
 * Figures that summarize many others.
 *
 * @param minimum the smallest
 * @param lowerQuartile above a quarter of them
 * @param median above half of them
 * @param upperQuartile above three quarters of them
 * @param maximum the largest
 */
record Statistics(double minimum, double lowerQuartile, double median, double upperQuartile, double maximum) {

	static Statistics of(Collection<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return new Statistics(quantile(sorted, 0), quantile(sorted, 0.25), quantile(sorted, 0.5),
				quantile(sorted, 0.75), quantile(sorted, 1));
	}

	private static double quantile(double[] sorted, double share) {
		if (sorted.length == 0) {
			return Double.NaN;
		}
		double position = share * (sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}

}
