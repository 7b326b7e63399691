package io.github.tracingstarter.export;

import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * In which form spans wait for a target, and how they get there.
 *
 * @param <T> what waits for each span
 */
interface SpanTransport<T> {

	/**
	 * The right transport to a target.
	 * @param target the target
	 * @return that of OTLP where nothing stands between, else one for its exporter
	 */
	static SpanTransport<?> to(ExportTarget target) {
		return (target instanceof OtlpTarget otlp && otlp.isOurs()) ? new OtlpTransport(otlp)
				: new ExporterTransport(target);
	}

	/**
	 * Makes a finished span ready to wait. For any thread; usually the one that ended it.
	 */
	T prepare(SpanData span);

	/**
	 * The memory that it takes while it waits, by estimate, and no less than what it will
	 * take in a request.
	 * @return the number of bytes
	 */
	int weight(T prepared);

	/**
	 * Sends spans. For the export thread alone.
	 * @param prepared the spans
	 * @return succeeds, now or later, when they were taken
	 */
	CompletableResultCode send(List<T> prepared);

	/**
	 * Closes connections and breaks off what is being sent.
	 */
	void shutdown();

}
