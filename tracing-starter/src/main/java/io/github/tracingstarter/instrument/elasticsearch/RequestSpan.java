package io.github.tracingstarter.instrument.elasticsearch;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The span that the client gets. It renames the client's attributes to those of the
 * current conventions. It omits the body of a search and the query of a URL, because they
 * contain the values that are searched for.
 */
final class RequestSpan implements Span {

	private static final String OLD_PARAMETER = "db.elasticsearch.path_parts.";

	private static final String PARAMETER = "db.operation.parameter.";

	private static final String STATUS = "http.response.status_code";

	/** Attributes that are set at the start or have another name, and the body. */
	private static final Set<String> LEFT_OUT = Set.of("db.system", "db.system.name", "db.operation",
			"db.operation.name", "db.statement", "db.query.text", STATUS);

	private final Instrumenter<ElasticsearchRequest> instrumenter;

	private final ElasticsearchRequest request;

	private final Span span;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile @Nullable Throwable error;

	RequestSpan(Instrumenter<ElasticsearchRequest> instrumenter, ElasticsearchRequest request, Span span) {
		this.instrumenter = instrumenter;
		this.request = request;
		this.span = span;
	}

	/**
	 * Stores the span that this one wraps, which is the parent of spans within it.
	 */
	@Override
	public Context storeInContext(Context context) {
		return this.span.storeInContext(context);
	}

	@Override
	public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
		String name = key.getKey();
		if (value == null) {
			return this;
		}
		if (name.startsWith(OLD_PARAMETER)) {
			parameter(name.substring(OLD_PARAMETER.length()), value.toString());
		}
		else if (name.startsWith(PARAMETER)) {
			parameter(name.substring(PARAMETER.length()), value.toString());
		}
		else if (name.equals(STATUS) && value instanceof Number status) {
			this.request.status(status.intValue());
		}
		else if (name.equals(UrlAttributes.URL_FULL.getKey())) {
			String url = value.toString();
			int query = url.indexOf('?');
			this.span.setAttribute(UrlAttributes.URL_FULL, (query < 0) ? url : url.substring(0, query));
		}
		else if (!LEFT_OUT.contains(name)) {
			this.span.setAttribute(key, value);
		}
		return this;
	}

	private void parameter(String key, String value) {
		this.span.setAttribute(PARAMETER + key, value);
		if (key.equals("index")) {
			this.request.index(value);
			this.span.setAttribute(DbAttributes.DB_COLLECTION_NAME, value);
		}
	}

	@Override
	public Span addEvent(String name, Attributes attributes) {
		this.span.addEvent(name, attributes);
		return this;
	}

	@Override
	public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
		this.span.addEvent(name, attributes, timestamp, unit);
		return this;
	}

	/**
	 * Ignores the status, whose description is the message of the exception.
	 */
	@Override
	public Span setStatus(StatusCode statusCode, String description) {
		return this;
	}

	@Override
	public Span recordException(Throwable exception, Attributes additionalAttributes) {
		this.error = exception;
		return this;
	}

	@Override
	public Span updateName(String name) {
		return this;
	}

	@Override
	public void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.instrumenter.describe(this.span, this.request, this.error);
			this.instrumenter.end(this.span);
		}
	}

	@Override
	public void end(long timestamp, TimeUnit unit) {
		end();
	}

	@Override
	public SpanContext getSpanContext() {
		return this.span.getSpanContext();
	}

	@Override
	public boolean isRecording() {
		return this.span.isRecording();
	}

}
