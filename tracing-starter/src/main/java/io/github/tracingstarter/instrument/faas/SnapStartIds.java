package io.github.tracingstarter.instrument.faas;

import java.security.SecureRandom;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Makes ids that are different in each process that is restored from the same snapshot.
 * The SDK's own generator continues with the numbers that the snapshot has prepared, so
 * that all processes would make the same ids. A secure generator gets them from the
 * operating system.
 */
final class SnapStartIds implements IdGenerator {

	private final SecureRandom random = new SecureRandom();

	@Override
	public String generateSpanId() {
		long id;
		do {
			id = this.random.nextLong();
		}
		while (id == 0);
		return SpanId.fromLong(id);
	}

	@Override
	public String generateTraceId() {
		long low;
		do {
			low = this.random.nextLong();
		}
		while (low == 0);
		return TraceId.fromLongs(this.random.nextLong(), low);
	}

}
