package io.github.tracingstarter.ui.exchange;

import java.util.List;

import io.github.tracingstarter.ui.store.StoredSpan;

/**
 * The spans of a message that could be read.
 */
final class ReadSpans extends ReadRecords<StoredSpan> {

	List<StoredSpan> spans() {
		return records();
	}

}
