package io.github.tracingstarter.redaction;

import java.util.List;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.ValueRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.sampling.rules.Rules;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.ExceptionEventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.semconv.ExceptionAttributes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules for URLs, statements and exceptions, and the patterns for secrets, to
 * a span of any origin. Copies nothing of a span that has nothing to hide. Of the
 * starter's own spans, it reads only attributes that were not redacted before they were
 * set.
 */
final class RedactionStage implements SpanRedaction {

	/** The number of attributes of an exception: type, message and stack trace. */
	private static final int EXCEPTION_ATTRIBUTES = 3;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(RedactionStage.class),
			"A span could not be checked for secrets and is exported without attributes and events.");

	private final MessageRedaction messages;

	private final AttributeRedaction attributes;

	private final TextRedaction texts;

	/**
	 * Whether the attributes of the starter's own spans were redacted before they were
	 * set.
	 */
	private final boolean ownAreClean;

	private final Rules rules;

	RedactionStage(ValueRedaction values, MessageRedaction messages, AttributeRedaction attributes, TextRedaction texts,
			Rules rules) {
		this.rules = rules;
		this.messages = messages;
		this.attributes = attributes;
		this.texts = texts;
		this.ownAreClean = values instanceof StandardValueRedaction;
	}

	@Override
	public SpanData redact(SpanData finished) {
		try {
			SpanData span = this.rules.edit(finished);
			return redact(span, this.ownAreClean && isOwn(span));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			this.failures.log(ex);
			return RedactedSpanData.withoutContent(finished);
		}
	}

	private static boolean isOwn(SpanData span) {
		return CLEAN_SCOPE.equals(span.getInstrumentationScopeInfo().getName());
	}

	private SpanData redact(SpanData span, boolean own) {
		String name = own ? this.texts.redact(span.getName()) : this.messages.redact(span.getName());
		Attributes attributes = own ? this.attributes.redactOwn(span.getAttributes())
				: this.attributes.redact(span.getAttributes());
		List<EventData> events = map(span.getEvents(), this::redact);
		List<LinkData> links = map(span.getLinks(), this::redact);
		StatusData status = redact(span.getStatus(), span.getEvents());
		boolean changed = !name.equals(span.getName()) || attributes != span.getAttributes()
				|| events != span.getEvents() || links != span.getLinks() || status != span.getStatus();
		return changed ? new RedactedSpanData(span, name, attributes, events, links, status) : span;
	}

	private EventData redact(EventData event) {
		Attributes attributes = redact(event, event.getAttributes());
		String name = this.messages.redact(event.getName());
		return (attributes != event.getAttributes() || !name.equals(event.getName()))
				? EventData.create(event.getEpochNanos(), name, attributes, event.getTotalAttributeCount()) : event;
	}

	private Attributes redact(EventData event, Attributes attributes) {
		if (event instanceof ExceptionEventData failure) {
			Attributes withoutValues = ExceptionEvent.withoutValues(failure.getException());
			if (withoutValues != null) {
				return attributes.toBuilder().putAll(withoutValues).build();
			}
			if (attributes.size() <= EXCEPTION_ATTRIBUTES && this.messages.areClean(failure.getException())) {
				// The stack trace need not be read, because it has no other messages.
				return attributes;
			}
		}
		return this.attributes.redact(attributes);
	}

	private LinkData redact(LinkData link) {
		Attributes attributes = this.attributes.redact(link.getAttributes());
		return (attributes != link.getAttributes())
				? LinkData.create(link.getSpanContext(), attributes, link.getTotalAttributeCount()) : link;
	}

	/**
	 * Redacts the status, whose description Micrometer sets to the message of an
	 * exception.
	 */
	private StatusData redact(StatusData status, List<EventData> events) {
		String description = status.getDescription();
		if (description.isEmpty()) {
			return status;
		}
		String redacted = null;
		for (EventData event : events) {
			redacted = (redacted == null && event instanceof ExceptionEventData failure)
					? messageWithoutValues(failure.getException()) : redacted;
		}
		redacted = (redacted != null) ? redacted : this.messages.redact(description);
		return redacted.equals(description) ? status : StatusData.create(status.getStatusCode(), redacted);
	}

	private static @Nullable String messageWithoutValues(Throwable error) {
		Attributes attributes = ExceptionEvent.withoutValues(error);
		return (attributes != null) ? attributes.get(ExceptionAttributes.EXCEPTION_MESSAGE) : null;
	}

	/**
	 * Maps a list; returns the same list if nothing changes.
	 */
	private static <T> List<T> map(List<T> elements, UnaryOperator<T> operator) {
		if (elements.isEmpty()) {
			return elements;
		}
		List<T> mapped = elements.stream().map(operator).toList();
		for (int i = 0; i < mapped.size(); i++) {
			if (mapped.get(i) != elements.get(i)) {
				return mapped;
			}
		}
		return elements;
	}

}
