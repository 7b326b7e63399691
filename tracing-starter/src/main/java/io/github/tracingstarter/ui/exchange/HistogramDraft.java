package io.github.tracingstarter.ui.exchange;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.opentelemetry.api.common.AttributeKey;

/**
 * A point of a histogram that is being read.
 */
final class HistogramDraft {

	private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

	/** The maximum in OpenTelemetry's SDKs, or more. */
	private static final int MAX_SCALE = 20;

	private static final int MIN_SCALE = -10;

	final ReadAttributes attributes = new ReadAttributes();

	final LongStream.Builder counts = LongStream.builder();

	final DoubleStream.Builder bounds = DoubleStream.builder();

	long startNanos;

	long timeNanos;

	long count;

	double sum;

	long scale;

	long zeros;

	long offset;

	ReceivedRequests.Point explicit(Metric metric) {
		long[] counts = this.counts.build().toArray();
		double[] bounds = this.bounds.build().toArray();
		if (counts.length > 0 && counts.length != bounds.length + 1) {
			throw new MalformedException(
					"A histogram has %d buckets and %d bounds.".formatted(counts.length, bounds.length));
		}
		double[] durations = new double[counts.length];
		for (int i = 0; i < durations.length; i++) {
			double low = (i > 0) ? bounds[i - 1] : 0;
			durations[i] = metric.seconds((i < bounds.length) ? (low + bounds[i]) / 2 : low);
		}
		return point(metric, durations, counts);
	}

	ReceivedRequests.Point exponential(Metric metric) {
		if (this.scale < MIN_SCALE || this.scale > MAX_SCALE) {
			throw new MalformedException("A histogram has the scale %d.".formatted(this.scale));
		}
		long[] positive = this.counts.build().toArray();
		long[] counts = new long[positive.length + 1];
		double[] durations = new double[counts.length];
		counts[0] = this.zeros;
		double width = Math.scalb(1d, (int) -this.scale);
		for (int i = 0; i < positive.length; i++) {
			counts[i + 1] = positive[i];
			durations[i + 1] = metric.seconds(Math.pow(2, (this.offset + i + 0.5) * width));
		}
		return point(metric, durations, counts);
	}

	private ReceivedRequests.Point point(Metric metric, double[] durations, long[] counts) {
		if (this.timeNanos <= 0) {
			throw new MalformedException("A point of a metric has no time.");
		}
		if (metric.temporality() != 1 && metric.temporality() != 2) {
			throw new MalformedException("A histogram is neither cumulative nor of differences.");
		}
		if (this.count < 0 || Arrays.stream(counts).anyMatch((count) -> count < 0)) {
			throw new MalformedException("A histogram has a negative count.");
		}
		String instance = metric.origin().resource().get(INSTANCE);
		return new ReceivedRequests.Point(metric.origin().service(), (instance != null) ? instance : "", metric.name(),
				this.attributes.build(), metric.temporality() == 2, this.startNanos, this.timeNanos, this.count,
				metric.seconds(this.sum), durations, counts);
	}

	/**
	 * The common properties of the points of a metric.
	 *
	 * @param origin the origin of the metric
	 * @param name its name
	 * @param unit its unit
	 * @param temporality 1 for differences, 2 for cumulative
	 */
	record Metric(Origin origin, String name, String unit, long temporality) {

		double seconds(double value) {
			// Micrometer writes the unit as a word.
			return (this.unit.equals("ms") || this.unit.equals("milliseconds")) ? value / 1000 : value;
		}

	}

}
