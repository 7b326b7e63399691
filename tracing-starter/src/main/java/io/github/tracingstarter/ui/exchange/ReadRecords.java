package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.tracingstarter.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a message that could be read.
 *
 * @param <T> the type of the records
 */
class ReadRecords<T> {

	private final List<T> records = new ArrayList<>();

	private int rejected;

	private @Nullable String reason;

	/**
	 * Adds a record. A malformed one is ignored and counted.
	 * @param record the reader of the record
	 */
	void add(Supplier<T> record) {
		attempt(() -> this.records.add(record.get()));
	}

	/**
	 * Runs code that reads a part of a message. A malformed part is ignored and counted.
	 * @param reading the code, which adds records
	 */
	void attempt(Runnable reading) {
		try {
			reading.run();
		}
		catch (MalformedException ex) {
			this.rejected++;
			if (this.reason == null) {
				this.reason = ex.getMessage();
			}
		}
	}

	List<T> records() {
		return this.records;
	}

	int rejected() {
		return this.rejected;
	}

	/**
	 * Returns why the first record was rejected.
	 * @return the reason, or null if none was rejected
	 */
	@Nullable String reason() {
		return this.reason;
	}

}
