package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.store.StoredSpan;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a message that could be read.
 */
final class ReadSpans {

	private final List<StoredSpan> spans = new ArrayList<>();

	private int rejected;

	private @Nullable String reason;

	/**
	 * Adds a span. A malformed one is ignored and counted.
	 * @param span the reader of the span
	 */
	void add(Supplier<StoredSpan> span) {
		try {
			this.spans.add(span.get());
		}
		catch (MalformedException ex) {
			this.rejected++;
			if (this.reason == null) {
				this.reason = ex.getMessage();
			}
		}
	}

	List<StoredSpan> spans() {
		return this.spans;
	}

	int rejected() {
		return this.rejected;
	}

	/**
	 * Why the first span was rejected.
	 * @return the reason, or null if no span was rejected
	 */
	@Nullable String reason() {
		return this.reason;
	}

}
