package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.export.ExportProperties.Exceptions;
import io.github.tracingstarter.logs.LogDemand;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates log records from the exceptions that a span has recorded, as OpenTelemetry's
 * conventions require. This is done with the finished span, so it does not matter which
 * code recorded them, and no span is left without its exception.
 */
final class ExceptionRecords {

	private static final Log logger = LogFactory.getLog(ExceptionRecords.class);

	private static final String EXCEPTION = "exception";

	private final Exceptions choice;

	private final Supplier<LogDemand> demand;

	private final Supplier<List<LiveProperties>> switches;

	private final Supplier<LoggerProvider> provider;

	private final AtomicBoolean said = new AtomicBoolean();

	private volatile @Nullable LogDemand knownDemand;

	private volatile @Nullable List<LiveProperties> knownSwitches;

	private volatile @Nullable LoggerProvider knownProvider;

	/**
	 * Creates an instance.
	 * @param choice how exceptions are exported
	 * @param demand determines whether log records are needed; resolved at the first
	 * exception, because its beans are created later
	 * @param switches the switches that may turn logs off
	 * @param provider creates log records
	 */
	ExceptionRecords(Exceptions choice, Supplier<LogDemand> demand, Supplier<List<LiveProperties>> switches,
			Supplier<LoggerProvider> provider) {
		this.choice = choice;
		this.demand = demand;
		this.switches = switches;
		this.provider = provider;
	}

	/**
	 * Creates the records of a span.
	 * @param span the finished span, redacted
	 * @return the span to export
	 */
	SpanData apply(SpanData span) {
		if (this.choice == Exceptions.EVENT) {
			return span;
		}
		List<EventData> events = span.getEvents();
		if (events.isEmpty() || events.stream().noneMatch(ExceptionRecords::isException)) {
			return span;
		}
		LogDemand wanted = demand();
		if (!isWanted(wanted)) {
			return span;
		}
		boolean isCertain = wanted.isCertain();
		events.stream().filter(ExceptionRecords::isException).forEach((event) -> emit(span, event));
		return (this.choice == Exceptions.LOG && isCertain) ? new WithoutExceptions(span) : span;
	}

	private static boolean isException(EventData event) {
		return EXCEPTION.equals(event.getName());
	}

	private LogDemand demand() {
		LogDemand known = this.knownDemand;
		if (known == null) {
			known = this.demand.get();
			this.knownDemand = known;
		}
		return known;
	}

	private boolean isTurnedOff() {
		List<LiveProperties> known = this.knownSwitches;
		if (known == null) {
			known = this.switches.get();
			this.knownSwitches = known;
		}
		return known.stream().anyMatch((each) -> each.isTurnedOff("tracing.logs.enabled"));
	}

	private boolean isWanted(LogDemand demand) {
		if (isTurnedOff()) {
			return false;
		}
		if (demand.isWanted()) {
			return true;
		}
		if (!demand.isPossible() && this.said.compareAndSet(false, true)) {
			logger.info("Exceptions stay events of their spans, because no log records are sent; "
					+ "see tracing.exceptions and tracing.logs.enabled");
		}
		return false;
	}

	private void emit(SpanData span, EventData event) {
		LoggerProvider known = this.knownProvider;
		if (known == null) {
			known = this.provider.get();
			this.knownProvider = known;
		}
		boolean isFailure = span.getStatus().getStatusCode() == StatusCode.ERROR;
		LogRecordBuilder builder = known.get(span.getInstrumentationScopeInfo().getName()).logRecordBuilder();
		builder.setEventName(EXCEPTION)
			.setTimestamp(event.getEpochNanos(), TimeUnit.NANOSECONDS)
			.setContext(Context.root().with(Span.wrap(span.getSpanContext())))
			.setSeverity(isFailure ? Severity.ERROR : Severity.WARN)
			.setSeverityText(isFailure ? "ERROR" : "WARN")
			.setAllAttributes(event.getAttributes())
			.emit();
	}

	private static final class WithoutExceptions extends DelegatingSpanData {

		private final List<EventData> events;

		private final int total;

		WithoutExceptions(SpanData span) {
			super(span);
			this.events = span.getEvents().stream().filter((event) -> !isException(event)).toList();
			this.total = span.getTotalRecordedEvents() - span.getEvents().size() + this.events.size();
		}

		@Override
		public List<EventData> getEvents() {
			return this.events;
		}

		@Override
		public int getTotalRecordedEvents() {
			return this.total;
		}

	}

}
