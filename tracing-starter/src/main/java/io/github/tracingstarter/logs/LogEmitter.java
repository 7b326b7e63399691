package io.github.tracingstarter.logs;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * Creates an OpenTelemetry log record from each line. The instrumentation scope is the
 * name of the logger, as in OpenTelemetry's appenders.
 */
final class LogEmitter implements LogListener {

	private static final Set<String> OPENTELEMETRYS = Set.of(
			"io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender",
			"io.opentelemetry.instrumentation.log4j.appender.v2_17.OpenTelemetryAppender");

	/**
	 * The prefix of export threads. They would have to send the lines that they log
	 * themselves.
	 */
	private static final String EXPORT_THREADS = "tracing-";

	/** The client that sends, which logs on its own threads at debug level. */
	private static final String CLIENT = "jdk.internal.httpclient";

	private static final AttributeKey<String> THREAD_NAME = AttributeKey.stringKey("thread.name");

	private static final String ALL = "*";

	private final LogsProperties properties;

	private final Supplier<LoggerProvider> provider;

	private final LogDemand demand;

	private final boolean isAllContext;

	private volatile LogSelection selection;

	private volatile @Nullable LoggerProvider resolved;

	LogEmitter(LogsProperties properties, Supplier<LoggerProvider> provider, LogDemand demand) {
		this.properties = properties;
		this.provider = provider;
		this.demand = demand;
		this.selection = LogSelection.of(properties);
		this.isAllContext = properties.context().contains(ALL);
	}

	LogSelection selection() {
		return this.selection;
	}

	synchronized void select(UnaryOperator<LogSelection> change) {
		this.selection = change.apply(this.selection);
	}

	@Override
	public boolean isDoneBy(String className) {
		return OPENTELEMETRYS.contains(className);
	}

	@Override
	public void onLine(CapturedLine line) {
		LogSelection selected = this.selection;
		if (!selected.enabled() || line.level().compareTo(selected.level()) < 0 || !this.demand.isWanted()
				|| isOfTheExport(line)) {
			return;
		}
		SpanContext span = line.span();
		switch (selected.scope()) {
			case SAMPLED -> {
				if (!span.isSampled()) {
					return;
				}
			}
			case TRACED -> {
				if (!span.isValid()) {
					return;
				}
			}
			case ALL -> {
			}
		}
		emit(line, span);
	}

	private static boolean isOfTheExport(CapturedLine line) {
		return line.logger().startsWith(CLIENT) || line.thread().startsWith(EXPORT_THREADS);
	}

	private void emit(CapturedLine line, SpanContext span) {
		LogRecordBuilder builder = provider().get(line.logger()).logRecordBuilder();
		builder.setTimestamp(line.epochNanos(), TimeUnit.NANOSECONDS)
			.setSeverity(severity(line.level()))
			.setSeverityText(line.level().name())
			.setBody(cut(line.message()));
		builder.setContext(context(span));
		if (this.properties.thread()) {
			builder.setAttribute(THREAD_NAME, line.thread());
		}
		addContext(line, builder);
		line.keyValues((key, value) -> add(builder, key, value));
		line.addMarkers(builder);
		CapturedLine.Failure failure = line.failure();
		if (failure != null) {
			add(builder, failure);
		}
		builder.emit();
	}

	private static Context context(SpanContext span) {
		Context current = Context.current();
		return Span.fromContext(current).getSpanContext().equals(span) ? current : Context.root().with(Span.wrap(span));
	}

	private void addContext(CapturedLine line, LogRecordBuilder builder) {
		if (this.isAllContext) {
			line.context().forEach((key, value) -> add(builder, key, value));
			return;
		}
		for (String key : this.properties.context()) {
			add(builder, key, line.context(key));
		}
	}

	private void add(LogRecordBuilder builder, CapturedLine.Failure failure) {
		builder.setAttribute(ExceptionAttributes.EXCEPTION_TYPE, failure.type());
		String message = failure.message();
		if (message != null) {
			builder.setAttribute(ExceptionAttributes.EXCEPTION_MESSAGE, cut(message));
		}
		builder.setAttribute(ExceptionAttributes.EXCEPTION_STACKTRACE, cut(failure.stackTrace()));
	}

	private void add(LogRecordBuilder builder, @Nullable String key, @Nullable Object value) {
		if (key == null || key.isEmpty() || value == null) {
			return;
		}
		if (value instanceof Boolean bool) {
			builder.setAttribute(AttributeKey.booleanKey(key), bool);
		}
		else if (value instanceof Double || value instanceof Float) {
			builder.setAttribute(AttributeKey.doubleKey(key), ((Number) value).doubleValue());
		}
		else if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
			builder.setAttribute(AttributeKey.longKey(key), ((Number) value).longValue());
		}
		else {
			builder.setAttribute(AttributeKey.stringKey(key), cut(text(value)));
		}
	}

	/**
	 * Converts a value to text, which calls code of the application.
	 */
	private static String text(Object value) {
		try {
			return String.valueOf(value);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return "[FAILED toString()]";
		}
	}

	private LoggerProvider provider() {
		LoggerProvider known = this.resolved;
		if (known == null) {
			known = this.provider.get();
			this.resolved = known;
		}
		return known;
	}

	private String cut(String text) {
		int max = this.properties.maxLength();
		if (text.length() <= max) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
		return text.substring(0, end) + '…';
	}

	private static Severity severity(LogLevel level) {
		return switch (level) {
			case TRACE -> Severity.TRACE;
			case DEBUG -> Severity.DEBUG;
			case INFO -> Severity.INFO;
			case WARN -> Severity.WARN;
			case ERROR -> Severity.ERROR;
			case FATAL -> Severity.FATAL;
			case OFF -> Severity.UNDEFINED_SEVERITY_NUMBER;
		};
	}

}
