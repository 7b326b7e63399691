package io.github.tracingstarter.processor;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.redaction.SpanRedaction;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * Passes spans to the processors of contexts below the one that has the SDK. Those
 * contexts are created after the SDK, when it no longer accepts processors, and are
 * closed before it.
 */
final class DescendantSpanProcessors implements KeptSpanProcessor, SpanRedaction.Applied {

	private volatile LocalSpanProcessor[] processors = {};

	synchronized void add(LocalSpanProcessor processor) {
		List<LocalSpanProcessor> all = new ArrayList<>(List.of(this.processors));
		all.add(processor);
		this.processors = all.toArray(LocalSpanProcessor[]::new);
	}

	synchronized void remove(LocalSpanProcessor processor) {
		List<LocalSpanProcessor> all = new ArrayList<>(List.of(this.processors));
		all.remove(processor);
		this.processors = all.toArray(LocalSpanProcessor[]::new);
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		for (LocalSpanProcessor processor : this.processors) {
			if (processor.isStartRequired()) {
				processor.onStart(parentContext, span);
			}
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		for (LocalSpanProcessor processor : this.processors) {
			if (processor.isEndRequired()) {
				processor.onEnd(span);
			}
		}
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	@Override
	public void onKept(ReadableSpan span) {
		for (LocalSpanProcessor processor : this.processors) {
			if (processor instanceof KeptSpanProcessor kept) {
				kept.onKept(span);
			}
		}
	}

}
