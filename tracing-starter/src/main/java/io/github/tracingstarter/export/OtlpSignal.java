package io.github.tracingstarter.export;

/**
 * A signal of OTLP. Requests and responses have the same form for all signals; only names
 * differ.
 *
 * @param path the path of its requests over HTTP
 * @param grpcMethod the service and method that accepts them over gRPC
 */
record OtlpSignal(String path, String grpcMethod) {

	static final OtlpSignal TRACES = new OtlpSignal("/v1/traces",
			"opentelemetry.proto.collector.trace.v1.TraceService/Export");

	static final OtlpSignal METRICS = new OtlpSignal("/v1/metrics",
			"opentelemetry.proto.collector.metrics.v1.MetricsService/Export");

	static final OtlpSignal LOGS = new OtlpSignal("/v1/logs",
			"opentelemetry.proto.collector.logs.v1.LogsService/Export");

}
