package io.github.tracingstarter.redaction;

import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The stage between a finished span, whoever created it, and everything that exports or
 * shows it: exporters, the console, the page.
 */
@FunctionalInterface
public interface SpanRedaction {

	/**
	 * The instrumentation scope of the starter's own spans, whose attributes are redacted
	 * before they are set.
	 */
	String CLEAN_SCOPE = "io.github.tracingstarter";

	/**
	 * Returns the redacted data of a span.
	 * @param span the finished span
	 * @return the redacted data, or the same object if there is nothing to hide
	 */
	SpanData redact(SpanData span);

	/**
	 * Marks span processors that apply the redaction themselves. All others receive
	 * redacted spans.
	 */
	interface Applied {

	}

}
