package io.github.tracingstarter.client;

import java.lang.reflect.Field;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Puts a {@link TracedRequestFactory} into clients and builders, once in each. Asks for
 * the tracer at the first call, not while the application starts.
 * <p>
 * Spring has no getter for the request factory of a {@link RestClient}, so it is read
 * from a private field. To add an interceptor instead would need none, but change how
 * request bodies are sent.
 */
final class TracedClients {

	static final String CLIENT_TYPE = "org.springframework.web.client.DefaultRestClient";

	static final String BUILDER_TYPE = "org.springframework.web.client.DefaultRestClientBuilder";

	private static final Log logger = LogFactory.getLog(TracedClients.class);

	private final ObjectProvider<ClientSpans> provider;

	private volatile @Nullable ClientSpans spans;

	TracedClients(ObjectProvider<ClientSpans> provider) {
		this.provider = provider;
	}

	/**
	 * Traces a template in place.
	 * @param template the template
	 * @return whether its calls are traced now
	 */
	boolean trace(RestTemplate template) {
		ClientHttpRequestFactory factory = template.getRequestFactory();
		if (factory == null || TracedRequestFactory.isTraced(factory)) {
			return factory != null;
		}
		// The template puts these two around its factory anew at each call.
		if (factory instanceof InterceptingClientHttpRequestFactory intercepting
				&& !template.getInterceptors().isEmpty()) {
			factory = intercepting.getDelegate();
		}
		if (factory instanceof BufferingClientHttpRequestFactory buffering
				&& template.getBufferingPredicate() != null) {
			factory = buffering.getDelegate();
		}
		template.setRequestFactory(traced(factory));
		template.getClientHttpRequestInitializers().add((request) -> {
			// Tests and applications exchange the factory of a finished template.
			if (TracedRequestFactory.isTraced(template.getRequestFactory())) {
				TracedMark.set(request);
			}
		});
		return true;
	}

	/**
	 * Traces a client. A client cannot be changed, so this is another one with the same
	 * settings and the same request factory.
	 * @param client the client
	 * @return the traced client, the same when it is traced already, or null when it
	 * cannot be traced
	 */
	@Nullable RestClient trace(RestClient client) {
		ClientHttpRequestFactory factory = field(client, CLIENT_TYPE, "clientRequestFactory");
		if (factory == null || TracedRequestFactory.isTraced(factory)) {
			return (factory != null) ? client : null;
		}
		return client.mutate().requestFactory(traced(factory)).requestInitializer(TracedMark.INITIALIZER).build();
	}

	/**
	 * Traces, in place, the clients that a builder makes.
	 * @param builder the builder
	 * @return whether they are traced now
	 */
	boolean trace(RestClient.Builder builder) {
		if (!builder.getClass().getName().equals(BUILDER_TYPE)) {
			return false;
		}
		ClientHttpRequestFactory factory = field(builder, BUILDER_TYPE, "requestFactory");
		if (factory == null) {
			// The default one is chosen when a client is built.
			factory = field(builder.clone().build(), CLIENT_TYPE, "clientRequestFactory");
		}
		if (factory == null || TracedRequestFactory.isTraced(factory)) {
			return factory != null;
		}
		builder.requestFactory(traced(factory));
		builder.requestInitializers((initializers) -> {
			if (!initializers.contains(TracedMark.INITIALIZER)) {
				initializers.add(TracedMark.INITIALIZER);
			}
		});
		return true;
	}

	private TracedRequestFactory traced(ClientHttpRequestFactory factory) {
		return new TracedRequestFactory(factory, this::spans);
	}

	private static @Nullable ClientHttpRequestFactory field(Object owner, String type, String name) {
		if (!owner.getClass().getName().equals(type)) {
			return null;
		}
		Field field = ReflectionUtils.findField(owner.getClass(), name, ClientHttpRequestFactory.class);
		if (field == null) {
			logger.warn("Calls made with RestClient are not traced: this version of Spring Framework has no field %s.%s"
				.formatted(type, name));
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ClientHttpRequestFactory) ReflectionUtils.getField(field, owner);
	}

	private @Nullable ClientSpans spans() {
		ClientSpans known = this.spans;
		if (known == null) {
			try {
				known = this.provider.getIfAvailable();
				this.spans = known;
			}
			catch (BeansException | IllegalStateException ex) {
				// A call made while the tracer itself is being created, or after it was
				// destroyed.
				logger.debug("An outgoing HTTP call is not traced: there is no tracer now", ex);
			}
		}
		return known;
	}

}
