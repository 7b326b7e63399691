package io.github.tracingstarter.otlp;

import java.util.List;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongExemplarData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;

/**
 * Encodes metrics, each with all of its points.
 */
public final class MetricEncoder extends RecordEncoder<MetricData> {

	@Override
	RecordOrigin origin(MetricData metric) {
		return origin(metric.getResource(), metric.getInstrumentationScopeInfo());
	}

	@Override
	void write(ProtobufWriter buffer, MetricData metric) {
		int start = buffer.begin(OtlpFields.SCOPE_RECORDS_RECORD);
		buffer.string(OtlpFields.METRIC_NAME, metric.getName());
		if (!metric.getDescription().isEmpty()) {
			buffer.string(OtlpFields.METRIC_DESCRIPTION, metric.getDescription());
		}
		if (!metric.getUnit().isEmpty()) {
			buffer.string(OtlpFields.METRIC_UNIT, metric.getUnit());
		}
		switch (metric.getType()) {
			case LONG_GAUGE, DOUBLE_GAUGE -> gauge(buffer, metric.getData());
			case LONG_SUM -> sum(buffer, metric.getLongSumData());
			case DOUBLE_SUM -> sum(buffer, metric.getDoubleSumData());
			case HISTOGRAM -> histogram(buffer, metric);
			case EXPONENTIAL_HISTOGRAM -> exponentialHistogram(buffer, metric);
			case SUMMARY -> summary(buffer, metric);
		}
		buffer.end(start);
	}

	private static void gauge(ProtobufWriter buffer, Data<?> data) {
		int start = buffer.begin(OtlpFields.METRIC_GAUGE);
		data.getPoints().forEach((point) -> number(buffer, point));
		buffer.end(start);
	}

	private static void sum(ProtobufWriter buffer, SumData<?> data) {
		int start = buffer.begin(OtlpFields.METRIC_SUM);
		data.getPoints().forEach((point) -> number(buffer, point));
		temporality(buffer, data.getAggregationTemporality());
		if (data.isMonotonic()) {
			buffer.bool(OtlpFields.SUM_IS_MONOTONIC, true);
		}
		buffer.end(start);
	}

	private static void temporality(ProtobufWriter buffer, AggregationTemporality temporality) {
		buffer.uint64(OtlpFields.METRIC_TEMPORALITY, (temporality == AggregationTemporality.DELTA) ? 1 : 2);
	}

	private static void times(ProtobufWriter buffer, PointData point) {
		buffer.fixed64(OtlpFields.POINT_START_TIME, point.getStartEpochNanos());
		buffer.fixed64(OtlpFields.POINT_TIME, point.getEpochNanos());
	}

	private static void number(ProtobufWriter buffer, PointData point) {
		int start = buffer.begin(OtlpFields.METRIC_POINT);
		times(buffer, point);
		if (point instanceof LongPointData number) {
			buffer.fixed64(OtlpFields.NUMBER_INT, number.getValue());
		}
		else if (point instanceof DoublePointData number) {
			buffer.float64(OtlpFields.NUMBER_DOUBLE, number.getValue());
		}
		exemplars(buffer, OtlpFields.NUMBER_EXEMPLAR, point.getExemplars());
		OtlpAttributes.write(buffer, OtlpFields.NUMBER_ATTRIBUTE, point.getAttributes());
		buffer.end(start);
	}

	private static void histogram(ProtobufWriter buffer, MetricData metric) {
		int start = buffer.begin(OtlpFields.METRIC_HISTOGRAM);
		metric.getHistogramData().getPoints().forEach((point) -> histogram(buffer, point));
		temporality(buffer, metric.getHistogramData().getAggregationTemporality());
		buffer.end(start);
	}

	private static void histogram(ProtobufWriter buffer, HistogramPointData point) {
		int start = buffer.begin(OtlpFields.METRIC_POINT);
		times(buffer, point);
		buffer.fixed64(OtlpFields.POINT_COUNT, point.getCount());
		buffer.float64(OtlpFields.POINT_SUM, point.getSum());
		List<Long> counts = point.getCounts();
		buffer.packedFixed64(OtlpFields.HISTOGRAM_BUCKET_COUNTS, counts.size(), counts::get);
		List<Double> bounds = point.getBoundaries();
		if (!bounds.isEmpty()) {
			buffer.packedFixed64(OtlpFields.HISTOGRAM_BOUNDS, bounds.size(),
					(i) -> Double.doubleToRawLongBits(bounds.get(i)));
		}
		exemplars(buffer, OtlpFields.HISTOGRAM_EXEMPLAR, point.getExemplars());
		OtlpAttributes.write(buffer, OtlpFields.HISTOGRAM_ATTRIBUTE, point.getAttributes());
		if (point.hasMin()) {
			buffer.float64(OtlpFields.HISTOGRAM_MIN, point.getMin());
		}
		if (point.hasMax()) {
			buffer.float64(OtlpFields.HISTOGRAM_MAX, point.getMax());
		}
		buffer.end(start);
	}

	private static void exponentialHistogram(ProtobufWriter buffer, MetricData metric) {
		int start = buffer.begin(OtlpFields.METRIC_EXPONENTIAL_HISTOGRAM);
		metric.getExponentialHistogramData().getPoints().forEach((point) -> exponentialHistogram(buffer, point));
		temporality(buffer, metric.getExponentialHistogramData().getAggregationTemporality());
		buffer.end(start);
	}

	private static void exponentialHistogram(ProtobufWriter buffer, ExponentialHistogramPointData point) {
		int start = buffer.begin(OtlpFields.METRIC_POINT);
		OtlpAttributes.write(buffer, OtlpFields.EXPONENTIAL_ATTRIBUTE, point.getAttributes());
		times(buffer, point);
		buffer.fixed64(OtlpFields.POINT_COUNT, point.getCount());
		buffer.float64(OtlpFields.POINT_SUM, point.getSum());
		buffer.sint32(OtlpFields.EXPONENTIAL_SCALE, point.getScale());
		buffer.fixed64(OtlpFields.EXPONENTIAL_ZERO_COUNT, point.getZeroCount());
		buckets(buffer, OtlpFields.EXPONENTIAL_POSITIVE, point.getPositiveBuckets());
		buckets(buffer, OtlpFields.EXPONENTIAL_NEGATIVE, point.getNegativeBuckets());
		exemplars(buffer, OtlpFields.EXPONENTIAL_EXEMPLAR, point.getExemplars());
		if (point.hasMin()) {
			buffer.float64(OtlpFields.EXPONENTIAL_MIN, point.getMin());
		}
		if (point.hasMax()) {
			buffer.float64(OtlpFields.EXPONENTIAL_MAX, point.getMax());
		}
		buffer.end(start);
	}

	private static void buckets(ProtobufWriter buffer, int tag, ExponentialHistogramBuckets buckets) {
		int start = buffer.begin(tag);
		buffer.sint32(OtlpFields.BUCKETS_OFFSET, buckets.getOffset());
		if (!buckets.getBucketCounts().isEmpty()) {
			buffer.packedVarint(OtlpFields.BUCKETS_COUNTS, buckets.getBucketCounts());
		}
		buffer.end(start);
	}

	private static void summary(ProtobufWriter buffer, MetricData metric) {
		int start = buffer.begin(OtlpFields.METRIC_SUMMARY);
		metric.getSummaryData().getPoints().forEach((point) -> summary(buffer, point));
		buffer.end(start);
	}

	private static void summary(ProtobufWriter buffer, SummaryPointData point) {
		int start = buffer.begin(OtlpFields.METRIC_POINT);
		times(buffer, point);
		buffer.fixed64(OtlpFields.POINT_COUNT, point.getCount());
		buffer.float64(OtlpFields.POINT_SUM, point.getSum());
		for (ValueAtQuantile value : point.getValues()) {
			int quantile = buffer.begin(OtlpFields.SUMMARY_QUANTILE);
			buffer.float64(OtlpFields.QUANTILE, value.getQuantile());
			buffer.float64(OtlpFields.QUANTILE_VALUE, value.getValue());
			buffer.end(quantile);
		}
		OtlpAttributes.write(buffer, OtlpFields.SUMMARY_ATTRIBUTE, point.getAttributes());
		buffer.end(start);
	}

	private static void exemplars(ProtobufWriter buffer, int tag, List<? extends ExemplarData> exemplars) {
		for (ExemplarData exemplar : exemplars) {
			int start = buffer.begin(tag);
			buffer.fixed64(OtlpFields.EXEMPLAR_TIME, exemplar.getEpochNanos());
			if (exemplar instanceof DoubleExemplarData number) {
				buffer.float64(OtlpFields.EXEMPLAR_DOUBLE, number.getValue());
			}
			else if (exemplar instanceof LongExemplarData number) {
				buffer.fixed64(OtlpFields.EXEMPLAR_INT, number.getValue());
			}
			SpanContext span = exemplar.getSpanContext();
			if (span.isValid()) {
				buffer.hex(OtlpFields.EXEMPLAR_SPAN_ID, span.getSpanId());
				buffer.hex(OtlpFields.EXEMPLAR_TRACE_ID, span.getTraceId());
			}
			OtlpAttributes.write(buffer, OtlpFields.EXEMPLAR_ATTRIBUTE, exemplar.getFilteredAttributes());
			buffer.end(start);
		}
	}

}
