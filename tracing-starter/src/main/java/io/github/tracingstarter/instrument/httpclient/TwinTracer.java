package io.github.tracingstarter.instrument.httpclient;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.ClientTracer;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Traces the clients of a library that cannot be changed: each gets a twin that sends by
 * means of the original. Only the library's own classes get one, because a class of the
 * application may do more, and code may expect that class.
 */
abstract class TwinTracer implements ClientTracer {

	private static final Log logger = LogFactory.getLog(TwinTracer.class);

	private final Set<String> types;

	private final Set<String> fieldTypes;

	private final ObjectProvider<HttpCallSpans> provider;

	/**
	 * The twins by client, so that those who share a client share its twin. A twin refers
	 * to its client, so it is referenced weakly.
	 */
	private final Map<Object, WeakReference<Object>> twins = Collections.synchronizedMap(new WeakHashMap<>());

	private volatile @Nullable HttpCallSpans spans;

	/**
	 * Creates the tracer.
	 * @param types the names of the classes of the library's clients
	 * @param fieldTypes the names of the declared types of fields
	 * @param provider the spans, which are not needed before the first call
	 */
	TwinTracer(Set<String> types, Set<String> fieldTypes, ObjectProvider<HttpCallSpans> provider) {
		this.types = types;
		this.fieldTypes = fieldTypes;
		this.provider = provider;
	}

	@Override
	public final Set<String> fieldTypes() {
		return this.fieldTypes;
	}

	/**
	 * Returns whether an object is a client of the library. Its class is recognized by
	 * name, so that no class of a library is loaded if it is not used.
	 */
	final boolean isClient(Object object) {
		return this.types.contains(object.getClass().getName());
	}

	@Override
	public final @Nullable Object trace(Object client) {
		if (isTraced(client)) {
			return client;
		}
		if (!isClient(client)) {
			return null;
		}
		synchronized (this.twins) {
			WeakReference<Object> known = this.twins.get(client);
			Object twin = (known != null) ? known.get() : null;
			if (twin == null) {
				twin = twin(client, this::spans);
				this.twins.put(client, new WeakReference<>(twin));
			}
			return twin;
		}
	}

	/**
	 * Creates the twin of a client.
	 * @param client the client
	 * @param spans supplies the spans, or null while they are not available
	 * @return the twin
	 */
	abstract Object twin(Object client, Supplier<@Nullable HttpCallSpans> spans);

	final @Nullable HttpCallSpans spans() {
		HttpCallSpans known = this.spans;
		if (known == null) {
			try {
				known = this.provider.getIfAvailable();
				this.spans = known;
			}
			catch (BeansException | IllegalStateException ex) {
				// The call was made while the tracer was being created, or after it was
				// destroyed.
				logger.debug("An outgoing HTTP call is not traced: the tracer is not available", ex);
			}
		}
		return known;
	}

}
