package io.github.tracingstarter.instrument.grpc;

import java.util.Collections;
import java.util.Iterator;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a call that carry its trace.
 */
final class GrpcHeaders implements TextMapGetter<Metadata> {

	static final GrpcHeaders INSTANCE = new GrpcHeaders();

	private GrpcHeaders() {
	}

	/**
	 * Sets a header, replacing one from an earlier attempt.
	 */
	static void set(@Nullable Metadata headers, String name, String value) {
		if (headers != null) {
			Metadata.Key<String> key = key(name);
			headers.removeAll(key);
			headers.put(key, value);
		}
	}

	@Override
	public Iterable<String> keys(Metadata headers) {
		return headers.keys();
	}

	@Override
	public @Nullable String get(@Nullable Metadata headers, String name) {
		return (headers != null) ? headers.get(key(name)) : null;
	}

	@Override
	public Iterator<String> getAll(@Nullable Metadata headers, String name) {
		Iterable<String> values = (headers != null) ? headers.getAll(key(name)) : null;
		return (values != null) ? values.iterator() : Collections.emptyIterator();
	}

	private static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

}
