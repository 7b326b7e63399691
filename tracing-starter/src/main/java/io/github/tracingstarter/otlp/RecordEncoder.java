package io.github.tracingstarter.otlp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the records of a signal. The threads that create the records call it, so that
 * the work is shared and an export thread that gets little processor time does not fall
 * behind.
 *
 * @param <S> a record of the SDK
 */
public abstract sealed class RecordEncoder<S> permits SpanEncoder, LogRecordEncoder, MetricEncoder {

	private static final int BUFFERS = 16;

	/**
	 * Bounded, because code names scopes, but the name of a logger may contain a value.
	 */
	private static final int MOST_ORIGINS = 4096;

	/**
	 * Buffers that threads take and return. This needs neither a lock nor a thread local,
	 * which would exist for each virtual thread.
	 */
	private final AtomicReferenceArray<@Nullable ProtobufWriter> buffers = new AtomicReferenceArray<>(BUFFERS);

	private final Map<InstrumentationScopeInfo, RecordOrigin> origins = new ConcurrentHashMap<>();

	/**
	 * Encodes a record. For any thread.
	 * @param item the record
	 * @return the encoded record
	 */
	public final EncodedRecord encode(S item) {
		int slot = (int) Thread.currentThread().getId() & (BUFFERS - 1);
		ProtobufWriter buffer = this.buffers.getAndSet(slot, null);
		if (buffer == null) {
			buffer = new ProtobufWriter();
		}
		buffer.clear();
		write(buffer, item);
		byte[] message = buffer.toByteArray();
		this.buffers.lazySet(slot, buffer);
		return new EncodedRecord(origin(item), message);
	}

	abstract void write(ProtobufWriter buffer, S item);

	abstract RecordOrigin origin(S item);

	final RecordOrigin origin(Resource resource, InstrumentationScopeInfo scope) {
		RecordOrigin origin = this.origins.get(scope);
		if (origin != null && origin.resource() == resource) {
			return origin;
		}
		if (origin == null && this.origins.size() >= MOST_ORIGINS) {
			return new RecordOrigin(resource, scope);
		}
		// A provider has one resource, so this happens once for each scope. All threads
		// get the same origin, by which the records of a request are ordered.
		return this.origins.compute(scope, (any, other) -> (other != null && other.resource() == resource) ? other
				: new RecordOrigin(resource, scope));
	}

	static void count(ProtobufWriter buffer, int tag, int count) {
		if (count > 0) {
			buffer.uint64(tag, count);
		}
	}

}
