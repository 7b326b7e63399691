package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.store.StoredSpan;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a message, as far as they could be read.
 */
final class ReadSpans {

	private final List<StoredSpan> spans = new ArrayList<>();

	private int rejected;

	private @Nullable String reason;

	/**
	 * Reads a span. One that is malformed is left out and counted.
	 * @param span reads it
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
	 * Why the first span that was left out is none.
	 * @return the reason, or null if none was left out
	 */
	@Nullable String reason() {
		return this.reason;
	}

}
