package io.github.tracingstarter.sampling.keep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.tracingstarter.processor.KeptSpanProcessor;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The destinations of kept spans: the processors that want them, and OpenTelemetry's
 * processors with an exporter of the application. All other processors saw them when they
 * ended.
 */
final class KeptSpanDestinations {

	private KeptSpanDestinations() {
	}

	static List<Consumer<ReadableSpan>> of(ObjectProvider<SpanProcessor> processors,
			ObjectProvider<SpanRedaction> redaction) {
		List<Consumer<ReadableSpan>> destinations = new ArrayList<>();
		for (SpanProcessor processor : processors.orderedStream().toList()) {
			if (processor instanceof KeptSpanProcessor kept) {
				destinations.add(kept::onKept);
			}
			else if (exportsSampledOnly(processor)) {
				SpanRedaction stage = redaction.getObject();
				destinations.add((span) -> processor.onEnd(KeptSpan.asSampled(span, stage.redact(span.toSpanData()))));
			}
		}
		return destinations;
	}

	private static boolean exportsSampledOnly(SpanProcessor processor) {
		return (processor instanceof BatchSpanProcessor || processor instanceof SimpleSpanProcessor)
				&& !processor.toString().contains("exportUnsampledSpans=true");
	}

}
