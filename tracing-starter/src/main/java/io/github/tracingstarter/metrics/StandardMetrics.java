package io.github.tracingstarter.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.tracingstarter.measurement.CallListener;
import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.ServedRequest;
import io.github.tracingstarter.measurement.StatementListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.NetworkAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The durations of requests, calls and statements, as OpenTelemetry's conventions define
 * them. They are recorded on the threads that do the work. Nothing is allocated for
 * attributes that have been seen before.
 */
final class StandardMetrics implements RequestListener, CallListener, StatementListener {

	private static final double SECOND = 1_000_000_000d;

	private static final List<Double> HTTP_BUCKETS = List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0,
			2.5, 5.0, 7.5, 10.0);

	private static final List<Double> DB_BUCKETS = List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

	private static final int STATUS_BITS = 16;

	private final DoubleHistogram requests;

	private final DoubleHistogram calls;

	private final DoubleHistogram statements;

	private final AttributeCache ofRequests = new AttributeCache(this::requestAttributes);

	private final AttributeCache ofCalls = new AttributeCache(this::callAttributes);

	private final AttributeCache ofStatements = new AttributeCache(this::statementAttributes);

	private final KnownHosts hosts;

	private final Set<String> kept;

	StandardMetrics(Meter meter, MetricsProperties properties) {
		this.hosts = new KnownHosts(properties.maxHosts());
		this.kept = properties.attributes();
		List<Double> own = properties.buckets().stream().map(StandardMetrics::seconds).toList();
		this.requests = histogram(meter, "http.server.request.duration", "Duration of HTTP server requests.",
				own.isEmpty() ? HTTP_BUCKETS : own);
		this.calls = histogram(meter, "http.client.request.duration", "Duration of HTTP client requests.",
				own.isEmpty() ? HTTP_BUCKETS : own);
		this.statements = histogram(meter, "db.client.operation.duration", "Duration of database client operations.",
				own.isEmpty() ? DB_BUCKETS : own);
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / SECOND;
	}

	private static DoubleHistogram histogram(Meter meter, String name, String description, List<Double> buckets) {
		return meter.histogramBuilder(name)
			.setUnit("s")
			.setDescription(description)
			.setExplicitBucketBoundariesAdvice(buckets)
			.build();
	}

	@Override
	public void ended(ServedRequest request) {
		Attributes attributes = this.ofRequests.get(request.method(), request.route(), request.scheme(),
				request.protocolVersion(), request.errorType(), request.status());
		this.requests.record(request.nanos() / SECOND, attributes, request.trace());
	}

	private Attributes requestAttributes(Object method, @Nullable Object route, @Nullable Object scheme,
			@Nullable Object version, @Nullable Object error, long status) {
		AttributesBuilder attributes = Attributes.builder();
		put(attributes, HttpAttributes.HTTP_REQUEST_METHOD, method);
		put(attributes, HttpAttributes.HTTP_ROUTE, route);
		put(attributes, UrlAttributes.URL_SCHEME, scheme);
		put(attributes, NetworkAttributes.NETWORK_PROTOCOL_VERSION, version);
		put(attributes, ErrorAttributes.ERROR_TYPE, error);
		number(attributes, HttpAttributes.HTTP_RESPONSE_STATUS_CODE, status);
		return attributes.build();
	}

	@Override
	public void called(String method, @Nullable String address, int port, int status, @Nullable String errorType,
			long nanos, Context trace) {
		String host = (address != null) ? this.hosts.fold(address) : null;
		int known = (host != null && !host.equals(KnownHosts.OTHER)) ? Math.max(port, 0) : 0;
		Attributes attributes = this.ofCalls.get(method, host, errorType, null, null,
				(long) known << STATUS_BITS | status);
		this.calls.record(nanos / SECOND, attributes, trace);
	}

	private Attributes callAttributes(Object method, @Nullable Object host, @Nullable Object error,
			@Nullable Object unused, @Nullable Object unusedToo, long portAndStatus) {
		AttributesBuilder attributes = Attributes.builder();
		put(attributes, HttpAttributes.HTTP_REQUEST_METHOD, method);
		put(attributes, ServerAttributes.SERVER_ADDRESS, host);
		put(attributes, ErrorAttributes.ERROR_TYPE, error);
		number(attributes, ServerAttributes.SERVER_PORT, portAndStatus >> STATUS_BITS);
		number(attributes, HttpAttributes.HTTP_RESPONSE_STATUS_CODE, portAndStatus & (1 << STATUS_BITS) - 1);
		return attributes.build();
	}

	@Override
	public void executed(Attributes query, @Nullable String errorType, @Nullable String code, long nanos,
			Context trace) {
		this.statements.record(nanos / SECOND, this.ofStatements.get(query, errorType, code, null, null, 0), trace);
	}

	private Attributes statementAttributes(Object query, @Nullable Object error, @Nullable Object code,
			@Nullable Object unused, @Nullable Object unusedToo, long none) {
		Attributes known = (Attributes) query;
		AttributesBuilder attributes = Attributes.builder();
		put(attributes, DbAttributes.DB_SYSTEM_NAME, known.get(DbAttributes.DB_SYSTEM_NAME));
		put(attributes, DbAttributes.DB_NAMESPACE, known.get(DbAttributes.DB_NAMESPACE));
		put(attributes, DbAttributes.DB_QUERY_SUMMARY, known.get(DbAttributes.DB_QUERY_SUMMARY));
		put(attributes, ServerAttributes.SERVER_ADDRESS, known.get(ServerAttributes.SERVER_ADDRESS));
		Long port = known.get(ServerAttributes.SERVER_PORT);
		number(attributes, ServerAttributes.SERVER_PORT, (port != null) ? port : 0);
		put(attributes, DbAttributes.DB_RESPONSE_STATUS_CODE, code);
		put(attributes, ErrorAttributes.ERROR_TYPE, error);
		return attributes.build();
	}

	private void put(AttributesBuilder attributes, AttributeKey<String> key, @Nullable Object value) {
		if (value != null && isKept(key)) {
			attributes.put(key, value.toString());
		}
	}

	private void number(AttributesBuilder attributes, AttributeKey<Long> key, long value) {
		if (value > 0 && isKept(key)) {
			attributes.put(key, value);
		}
	}

	private boolean isKept(AttributeKey<?> key) {
		return this.kept.isEmpty() || this.kept.contains(key.getKey());
	}

}
