package io.github.tracingstarter.ui.exchange;

import java.util.List;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.redaction.ReceivedRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import org.apache.commons.logging.LogFactory;

/**
 * Redacts spans of other applications before they are stored. The sender may have
 * redacted less, or nothing.
 */
final class ReceivedSpans implements UnaryOperator<StoredSpan> {

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ReceivedSpans.class),
			"A span could not be checked for secrets and is shown without attributes and events.");

	private final ReceivedRedaction redaction;

	ReceivedSpans(ReceivedRedaction redaction) {
		this.redaction = redaction;
	}

	@Override
	public StoredSpan apply(StoredSpan span) {
		try {
			return with(span, this.redaction.text(span.name()), this.redaction.text(span.statusDescription()),
					this.redaction.attributes(span.attributes()), span.events().stream().map(this::redact).toList(),
					span.links().stream().map(this::redact).toList(), this.redaction.attributes(span.resource()));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			this.failures.log(ex);
			return with(span, "redacted", "", Attributes.empty(), List.of(), List.of(), Attributes.empty());
		}
	}

	private StoredSpan.Event redact(StoredSpan.Event event) {
		return new StoredSpan.Event(this.redaction.text(event.name()), event.epochNanos(),
				this.redaction.attributes(event.attributes()));
	}

	private StoredSpan.Link redact(StoredSpan.Link link) {
		return new StoredSpan.Link(link.traceId(), link.spanId(), this.redaction.attributes(link.attributes()));
	}

	private static StoredSpan with(StoredSpan span, String name, String statusDescription, Attributes attributes,
			List<StoredSpan.Event> events, List<StoredSpan.Link> links, Attributes resource) {
		return new StoredSpan(span.traceId(), span.spanId(), span.parentSpanId(), name, span.kind(), span.startNanos(),
				span.endNanos(), span.status(), statusDescription, attributes, events, links, span.service(),
				span.scope(), span.local(), resource, span.scopeVersion(), span.imported());
	}

}
