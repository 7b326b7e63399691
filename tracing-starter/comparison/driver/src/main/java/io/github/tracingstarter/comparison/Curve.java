package io.github.tracingstarter.comparison;

import java.util.ArrayList;
import java.util.List;

/**
 * Values over time.
 *
 * @param name what they are
 * @param unit the unit of the values
 * @param bound by how much they may grow in an hour, in that unit
 * @param hours when each was read, from the start
 * @param values the values
 */
record Curve(String name, String unit, double bound, List<Double> hours, List<Double> values) {

	Curve(String name, String unit, double bound) {
		this(name, unit, bound, new ArrayList<>(), new ArrayList<>());
	}

	void add(double hour, double value) {
		if (!Double.isNaN(value)) {
			this.hours.add(hour);
			this.values.add(value);
		}
	}

	/**
	 * Returns the value that was read last before a time, or the first one.
	 */
	double at(double hour) {
		double found = this.values.isEmpty() ? Double.NaN : this.values.get(0);
		for (int i = 0; i < this.values.size() && this.hours.get(i) <= hour; i++) {
			found = this.values.get(i);
		}
		return found;
	}

	/**
	 * Returns by how much the values grow in an hour, by least squares over those that
	 * were read from a time on.
	 */
	double slope(double from) {
		double count = 0;
		double sumX = 0;
		double sumY = 0;
		double sumXx = 0;
		double sumXy = 0;
		for (int i = 0; i < this.values.size(); i++) {
			double x = this.hours.get(i);
			double y = this.values.get(i);
			if (x >= from) {
				count++;
				sumX += x;
				sumY += y;
				sumXx += x * x;
				sumXy += x * y;
			}
		}
		return (count < 3) ? Double.NaN : (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
	}

}
