package io.github.tracingstarter.ui.exchange;

import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.ProtobufReader;
import io.github.tracingstarter.ui.ReceivedRequests;
import org.jspecify.annotations.Nullable;

/**
 * Reads the durations of requests in an {@code ExportMetricsServiceRequest} of OTLP.
 * Other metrics are ignored.
 */
final class OtlpMetrics {

	private static final int CUMULATIVE = 2;

	/** The packed fields if a sender does not pack them. */
	private static final int BUCKET_COUNT = 6 << 3 | 1;

	private static final int BOUND = 7 << 3 | 1;

	private static final int EXPONENTIAL_COUNT = 2 << 3;

	private OtlpMetrics() {
	}

	static ReadRecords<ReceivedRequests.Point> read(byte[] message) {
		ReadRecords<ReceivedRequests.Point> points = new ReadRecords<>();
		OtlpProtobuf.read(message, (metric, origin) -> points.attempt(() -> metric(metric, origin, points)));
		return points;
	}

	private static void metric(ProtobufReader reader, Origin origin, ReadRecords<ReceivedRequests.Point> points) {
		String name = "";
		String unit = "";
		ProtobufReader histogram = null;
		boolean exponential = false;
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.METRIC_NAME -> name = reader.string();
				case OtlpFields.METRIC_UNIT -> unit = reader.string();
				case OtlpFields.METRIC_HISTOGRAM, OtlpFields.METRIC_EXPONENTIAL_HISTOGRAM -> {
					exponential = reader.tag() == OtlpFields.METRIC_EXPONENTIAL_HISTOGRAM;
					histogram = reader.message();
				}
				default -> reader.skip();
			}
		}
		if (histogram != null && ReceivedRequests.METRICS.contains(name)) {
			points(histogram, new HistogramDraft.Metric(origin, name, unit, temporality(histogram.copy())), exponential,
					points);
		}
	}

	private static long temporality(ProtobufReader histogram) {
		long temporality = 0;
		while (histogram.next()) {
			if (histogram.tag() == OtlpFields.METRIC_TEMPORALITY) {
				temporality = histogram.varint();
			}
			else {
				histogram.skip();
			}
		}
		return temporality;
	}

	private static void points(ProtobufReader histogram, HistogramDraft.Metric metric, boolean exponential,
			ReadRecords<ReceivedRequests.Point> points) {
		while (histogram.next()) {
			if (histogram.tag() == OtlpFields.METRIC_POINT) {
				ProtobufReader point = histogram.message();
				points.add(() -> exponential ? exponential(point, metric) : explicit(point, metric));
			}
			else {
				histogram.skip();
			}
		}
	}

	private static ReceivedRequests.Point explicit(ProtobufReader reader, HistogramDraft.Metric metric) {
		HistogramDraft draft = new HistogramDraft();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.HISTOGRAM_ATTRIBUTE -> OtlpProtobuf.attribute(reader, draft.attributes);
				case OtlpFields.HISTOGRAM_BUCKET_COUNTS -> {
					for (ProtobufReader packed = reader.message(); packed.hasMore();) {
						draft.counts.add(packed.fixed64());
					}
				}
				case OtlpFields.HISTOGRAM_BOUNDS -> {
					for (ProtobufReader packed = reader.message(); packed.hasMore();) {
						draft.bounds.add(number(packed));
					}
				}
				case BUCKET_COUNT -> draft.counts.add(reader.fixed64());
				case BOUND -> draft.bounds.add(number(reader));
				default -> common(reader, draft);
			}
		}
		return draft.explicit(metric);
	}

	private static ReceivedRequests.Point exponential(ProtobufReader reader, HistogramDraft.Metric metric) {
		HistogramDraft draft = new HistogramDraft();
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.EXPONENTIAL_ATTRIBUTE -> OtlpProtobuf.attribute(reader, draft.attributes);
				case OtlpFields.EXPONENTIAL_SCALE -> draft.scale = signed(reader);
				case OtlpFields.EXPONENTIAL_ZERO_COUNT -> draft.zeros = reader.fixed64();
				case OtlpFields.EXPONENTIAL_POSITIVE -> buckets(reader.message(), draft);
				default -> common(reader, draft);
			}
		}
		return draft.exponential(metric);
	}

	private static void common(ProtobufReader reader, HistogramDraft draft) {
		switch (reader.tag()) {
			case OtlpFields.POINT_START_TIME -> draft.startNanos = reader.fixed64();
			case OtlpFields.POINT_TIME -> draft.timeNanos = reader.fixed64();
			case OtlpFields.POINT_COUNT -> draft.count = reader.fixed64();
			case OtlpFields.POINT_SUM -> draft.sum = number(reader);
			default -> reader.skip();
		}
	}

	private static void buckets(ProtobufReader reader, HistogramDraft draft) {
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.BUCKETS_OFFSET -> draft.offset = signed(reader);
				case OtlpFields.BUCKETS_COUNTS -> {
					for (ProtobufReader packed = reader.message(); packed.hasMore();) {
						draft.counts.add(packed.varint());
					}
				}
				case EXPONENTIAL_COUNT -> draft.counts.add(reader.varint());
				default -> reader.skip();
			}
		}
	}

	private static double number(ProtobufReader reader) {
		return Double.longBitsToDouble(reader.fixed64());
	}

	/**
	 * Decodes a {@code sint32}, in which small negative numbers are short.
	 */
	private static long signed(ProtobufReader reader) {
		long value = reader.varint();
		return (value >>> 1) ^ -(value & 1);
	}

	static ReadRecords<ReceivedRequests.Point> read(JsonObject request) {
		ReadRecords<ReceivedRequests.Point> points = new ReadRecords<>();
		for (JsonObject resourceMetrics : request.objects("resourceMetrics")) {
			Origin origin = Origin.of(OtlpJson.readAttributes(resourceMetrics.object("resource")));
			for (JsonObject scopeMetrics : resourceMetrics.objects("scopeMetrics")) {
				for (JsonObject metric : scopeMetrics.objects("metrics")) {
					metric(metric, origin, points);
				}
			}
		}
		return points;
	}

	private static void metric(JsonObject metric, Origin origin, ReadRecords<ReceivedRequests.Point> points) {
		if (!ReceivedRequests.METRICS.contains(metric.text("name"))) {
			return;
		}
		for (String kind : new String[] { "histogram", "exponentialHistogram" }) {
			JsonObject histogram = metric.object(kind);
			HistogramDraft.Metric described = new HistogramDraft.Metric(origin, metric.text("name"),
					metric.text("unit"), temporality(histogram));
			for (JsonObject point : histogram.objects("dataPoints")) {
				points.add(() -> kind.equals("histogram") ? explicit(point, described) : exponential(point, described));
			}
		}
	}

	/**
	 * Returns the temporality. Some senders write the number by its name in the schema.
	 */
	private static long temporality(JsonObject histogram) {
		return switch (histogram.text("aggregationTemporality")) {
			case "AGGREGATION_TEMPORALITY_DELTA" -> 1;
			case "AGGREGATION_TEMPORALITY_CUMULATIVE" -> CUMULATIVE;
			default -> histogram.number("aggregationTemporality");
		};
	}

	private static ReceivedRequests.Point explicit(JsonObject json, HistogramDraft.Metric metric) {
		HistogramDraft draft = common(json);
		json.values("bucketCounts").forEach((count) -> draft.counts.add(whole(count)));
		json.values("explicitBounds").forEach((bound) -> {
			Double value = JsonObject.toDouble(bound);
			draft.bounds.add((value != null) ? value : Double.NaN);
		});
		return draft.explicit(metric);
	}

	private static ReceivedRequests.Point exponential(JsonObject json, HistogramDraft.Metric metric) {
		HistogramDraft draft = common(json);
		draft.scale = json.number("scale");
		draft.zeros = json.number("zeroCount");
		JsonObject positive = json.object("positive");
		draft.offset = positive.number("offset");
		positive.values("bucketCounts").forEach((count) -> draft.counts.add(whole(count)));
		return draft.exponential(metric);
	}

	private static HistogramDraft common(JsonObject json) {
		HistogramDraft draft = new HistogramDraft();
		draft.startNanos = json.number("startTimeUnixNano");
		draft.timeNanos = json.number("timeUnixNano");
		draft.count = json.number("count");
		Double sum = JsonObject.toDouble(json.get("sum"));
		draft.sum = (sum != null) ? sum : 0;
		OtlpJson.readAttributes(json, draft.attributes);
		return draft;
	}

	private static long whole(@Nullable Object value) {
		Long number = JsonObject.toLong(value);
		return (number != null) ? number : 0;
	}

}
