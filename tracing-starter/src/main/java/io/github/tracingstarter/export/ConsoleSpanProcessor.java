package io.github.tracingstarter.export;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.tracingstarter.processor.KeptSpanProcessor;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.report.SpanDestination;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Prints each trace as a tree as soon as all of its spans in this process have ended, or
 * a second after the first span did while others continue; those are printed separately
 * later. For development: it counts open spans under a lock.
 */
final class ConsoleSpanProcessor implements KeptSpanProcessor, SpanRedaction.Applied, SpanDestination {

	private static final long GRACE_MILLIS = 1000;

	private static final int MAX_TRACES = 256;

	private static final int MAX_SPANS = 500;

	private final Map<String, Trace> traces = new LinkedHashMap<>();

	private final Function<SpanData, @Nullable SpanData> visible;

	private @Nullable ScheduledThreadPoolExecutor printer;

	private boolean shutdown;

	/**
	 * Creates the processor.
	 * @param visible returns the part of a span that may be shown, or null for nothing
	 */
	ConsoleSpanProcessor(Function<SpanData, @Nullable SpanData> visible) {
		this.visible = visible;
	}

	@Override
	public synchronized void onStart(Context parentContext, ReadWriteSpan span) {
		if (this.shutdown || !span.getSpanContext().isSampled()) {
			return;
		}
		Trace trace = this.traces.computeIfAbsent(span.getSpanContext().getTraceId(), (id) -> new Trace());
		trace.open++;
		if (trace.first == null) {
			trace.first = span.getSpanContext().getSpanId();
		}
		if (this.traces.size() > MAX_TRACES) {
			Iterator<String> oldest = this.traces.keySet().iterator();
			oldest.next();
			oldest.remove();
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public synchronized void onEnd(ReadableSpan span) {
		if (this.shutdown || !span.getSpanContext().isSampled()) {
			return;
		}
		String traceId = span.getSpanContext().getTraceId();
		Trace trace = this.traces.computeIfAbsent(traceId, (id) -> new Trace());
		SpanData data = this.visible.apply(span.toSpanData());
		if (data != null) {
			trace.add(data);
		}
		if (--trace.open <= 0) {
			this.traces.remove(traceId);
			printer().execute(() -> print(trace));
		}
		else if (span.getSpanContext().getSpanId().equals(trace.first)) {
			printer().schedule(() -> printUnfinished(traceId, trace), GRACE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	/**
	 * Receives the spans of a kept trace. The first span in this application comes last;
	 * spans after it are printed separately.
	 */
	@Override
	public synchronized void onKept(ReadableSpan span) {
		if (this.shutdown) {
			return;
		}
		String traceId = span.getSpanContext().getTraceId();
		boolean isNew = !this.traces.containsKey(traceId);
		Trace trace = this.traces.computeIfAbsent(traceId, (id) -> new Trace());
		SpanData data = this.visible.apply(span.toSpanData());
		if (data != null) {
			trace.add(data);
		}
		SpanContext parent = span.getParentSpanContext();
		if (!parent.isValid() || parent.isRemote()) {
			this.traces.remove(traceId);
			printer().execute(() -> print(trace));
		}
		else if (isNew) {
			printer().schedule(() -> printUnfinished(traceId, trace), GRACE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private ScheduledThreadPoolExecutor printer() {
		ScheduledThreadPoolExecutor executor = this.printer;
		if (executor == null) {
			executor = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "tracing-console");
				thread.setDaemon(true);
				return thread;
			});
			this.printer = executor;
		}
		return executor;
	}

	private void printUnfinished(String traceId, Trace trace) {
		synchronized (this) {
			if (!this.traces.remove(traceId, trace)) {
				return;
			}
		}
		print(trace);
	}

	private static void print(Trace trace) {
		if (trace.spans.isEmpty()) {
			return;
		}
		System.out.print(TraceTree.draw(trace.spans, trace.note(), lines()));
	}

	private static TraceTree.Lines lines() {
		String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
		Charset charset = (name != null && Charset.isSupported(name)) ? Charset.forName(name)
				: Charset.defaultCharset();
		return (charset.canEncode() && charset.newEncoder().canEncode(TraceTree.Lines.UNICODE.failed()))
				? TraceTree.Lines.UNICODE : TraceTree.Lines.ASCII;
	}

	@Override
	public CompletableResultCode shutdown() {
		ScheduledThreadPoolExecutor executor;
		List<Trace> left;
		synchronized (this) {
			executor = this.printer;
			this.printer = null;
			this.shutdown = true;
			left = this.traces.values().stream().filter((trace) -> !trace.spans.isEmpty()).toList();
			this.traces.clear();
		}
		if (executor != null) {
			executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
			executor.shutdown();
		}
		left.forEach(ConsoleSpanProcessor::print);
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String description() {
		return "the console";
	}

	@Override
	public @Nullable Reply ask() {
		return null;
	}

	/**
	 * The ended spans of a trace that have not been printed yet.
	 */
	private static final class Trace {

		private final List<SpanData> spans = new ArrayList<>();

		private @Nullable String first;

		private int open;

		private int omitted;

		private void add(SpanData span) {
			if (this.spans.size() < MAX_SPANS) {
				this.spans.add(span);
			}
			else {
				this.omitted++;
			}
		}

		private String note() {
			String running = (this.open > 0) ? ", %d still running".formatted(this.open) : "";
			return (this.omitted > 0) ? running + ", %d more not shown".formatted(this.omitted) : running;
		}

	}

}
