package io.github.tracingstarter.instrument.restclient;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Puts a traced request factory into clients and builders, once for each. Resolves the
 * tracer at the first call rather than while the application starts.
 * <p>
 * Spring has no getter for the request factory of a {@link RestClient}, so it is read
 * from a private field. Adding an interceptor instead would not need the field, but would
 * change how request bodies are sent.
 */
final class TracedClients {

	static final String CLIENT_TYPE = "org.springframework.web.client.DefaultRestClient";

	static final String BUILDER_TYPE = "org.springframework.web.client.DefaultRestClientBuilder";

	static final String TEMPLATE_TYPE = "org.springframework.http.client.support.HttpAccessor";

	static final String INTERCEPTING_TEMPLATE_TYPE = "org.springframework.http.client.support.InterceptingHttpAccessor";

	private static final Log logger = LogFactory.getLog(TracedClients.class);

	private static final PrivateField<ClientHttpRequestFactory> CLIENT_FACTORY = factory(CLIENT_TYPE,
			"clientRequestFactory");

	private static final PrivateField<ClientHttpRequestFactory> BUILDER_FACTORY = factory(BUILDER_TYPE,
			"requestFactory");

	private static final PrivateField<ClientHttpRequestFactory> TEMPLATE_FACTORY = factory(TEMPLATE_TYPE,
			"requestFactory");

	/**
	 * Created from the factory above at the first call.
	 */
	private static final PrivateField<ClientHttpRequestFactory> INTERCEPTING_FACTORY = factory(
			INTERCEPTING_TEMPLATE_TYPE, "interceptingRequestFactory");

	private static final PrivateField<ClientHttpRequestFactory> INTERCEPTING_CLIENT_FACTORY = factory(CLIENT_TYPE,
			"interceptingRequestFactory");

	/**
	 * The builder from which copies of a client are created.
	 */
	private static final PrivateField<RestClient.Builder> CLIENT_BUILDER = SpringFields.find(CLIENT_TYPE, "builder",
			RestClient.Builder.class);

	private static final PrivateField<ClientRequestObservationConvention> CLIENT_CONVENTION = convention(CLIENT_TYPE);

	private static final PrivateField<ClientRequestObservationConvention> BUILDER_CONVENTION = convention(BUILDER_TYPE);

	private static final PrivateField<ClientRequestObservationConvention> TEMPLATE_CONVENTION = convention(
			RestTemplate.class.getName());

	private final ObjectProvider<ClientSpans> provider;

	private final ObjectProvider<ObservationDemand> demand;

	private final BooleanSupplier templatesStay;

	/**
	 * The classes of request factories that have been logged.
	 */
	private final Set<Class<?>> named = ConcurrentHashMap.newKeySet();

	private volatile @Nullable ClientSpans spans;

	/**
	 * Creates an instance.
	 * @param provider the spans, which are not needed before the first call
	 * @param demand what the application does with the observations
	 * @param templatesStay whether the hook traces the requests of a template, so that
	 * the template is left unchanged
	 */
	TracedClients(ObjectProvider<ClientSpans> provider, ObjectProvider<ObservationDemand> demand,
			BooleanSupplier templatesStay) {
		this.provider = provider;
		this.demand = demand;
		this.templatesStay = templatesStay;
	}

	/**
	 * Returns whether a property turns off the observations of all calls, and so their
	 * spans.
	 */
	boolean areOff() {
		ObservationDemand known = this.demand.getIfAvailable();
		return known != null && known.isDisabled();
	}

	/**
	 * Traces a template in place, without calling it, because it may be a spy in a test,
	 * which counts calls.
	 * @param template the template
	 * @return whether its calls are now traced; false for a mock
	 */
	boolean trace(RestTemplate template) {
		claim(TEMPLATE_CONVENTION.get(template));
		ClientHttpRequestFactory factory = TEMPLATE_FACTORY.get(template);
		if (factory == null || TracedRequestFactory.isTraced(factory)) {
			return factory != null;
		}
		if (this.templatesStay.getAsBoolean()) {
			return true;
		}
		ClientHttpRequestFactory traced = proxy(factory);
		if (traced == null) {
			return false;
		}
		TEMPLATE_FACTORY.set(template, traced);
		INTERCEPTING_FACTORY.set(template, null);
		return true;
	}

	/**
	 * Traces one request of a template.
	 * @param request the request
	 * @param template the template
	 * @return the traced request, or the request itself if a traced one will send it
	 */
	ClientHttpRequest trace(ClientHttpRequest request, RestTemplate template) {
		claim(TEMPLATE_CONVENTION.get(template));
		return InnerRequests.isTraced(request) ? request : TracedRequest.of(request, this::spans);
	}

	/**
	 * Traces a client. A client cannot be changed, so the result is another one with the
	 * same settings and the same request factory.
	 * @param client the client
	 * @return the traced client, which is the same client if it is already traced, or
	 * null if it cannot be traced
	 */
	@Nullable RestClient trace(RestClient client) {
		if (TracedClient.isTraced(client)) {
			return client;
		}
		if (!client.getClass().getName().equals(CLIENT_TYPE)) {
			return null;
		}
		ClientHttpRequestFactory factory = CLIENT_FACTORY.get(client);
		if (factory == null) {
			return null;
		}
		claim(CLIENT_CONVENTION.get(client));
		return TracedClient.of(TracedRequestFactory.isTraced(factory) ? client
				: client.mutate().requestFactory(traced(factory)).build(), this);
	}

	/**
	 * Returns whether a template, a client or a builder is traced.
	 */
	static boolean isTraced(Object client) {
		return TracedClient.isTraced(client) || TracedRequestFactory.isTraced(TEMPLATE_FACTORY.get(client))
				|| TracedRequestFactory.isTraced(CLIENT_FACTORY.get(client))
				|| TracedRequestFactory.isTraced(BUILDER_FACTORY.get(client));
	}

	/**
	 * Sets the request factory of a client, whose field is final, for all holders of the
	 * client.
	 * @param client the client
	 * @return whether it is now traced
	 */
	boolean traceInPlace(RestClient client) {
		ClientHttpRequestFactory factory = CLIENT_FACTORY.get(client);
		RestClient.Builder builder = CLIENT_BUILDER.get(client);
		if (factory == null || builder == null) {
			return false;
		}
		claim(CLIENT_CONVENTION.get(client));
		ClientHttpRequestFactory traced = traced(factory);
		builder.requestFactory(traced);
		CLIENT_FACTORY.set(client, traced);
		INTERCEPTING_CLIENT_FACTORY.set(client, null);
		return true;
	}

	/**
	 * Traces the clients that a builder creates, by changing the builder.
	 * @param builder the builder
	 * @return whether they are now traced
	 */
	boolean trace(RestClient.Builder builder) {
		if (!builder.getClass().getName().equals(BUILDER_TYPE)) {
			return false;
		}
		ClientHttpRequestFactory factory = BUILDER_FACTORY.get(builder);
		if (factory == null) {
			// The default request factory is chosen when a client is built.
			factory = CLIENT_FACTORY.get(builder.clone().build());
		}
		if (factory == null || TracedRequestFactory.isTraced(factory)) {
			return factory != null;
		}
		claim(BUILDER_CONVENTION.get(builder));
		builder.requestFactory(traced(factory));
		return true;
	}

	/**
	 * Accounts for a convention that the application set on a client, which is not a
	 * bean.
	 */
	void claim(@Nullable ClientRequestObservationConvention convention) {
		if (convention != null) {
			this.demand.ifAvailable((known) -> known.claim(convention));
		}
	}

	/**
	 * Traces the requests of a factory.
	 * @param factory the factory, which no other code can get
	 * @return the traced factory, which is the same factory if it is already traced
	 */
	ClientHttpRequestFactory traced(ClientHttpRequestFactory factory) {
		return TracedRequestFactory.isTraced(factory) ? factory : new TracedRequestFactory(factory, this::spans);
	}

	/**
	 * Creates a proxy, because an application can get the request factory of a template,
	 * but not that of a client.
	 */
	private @Nullable ClientHttpRequestFactory proxy(ClientHttpRequestFactory factory) {
		Throwable cause = null;
		try {
			ClientHttpRequestFactory proxy = RequestFactoryProxies.create(factory, this::spans);
			if (proxy != null) {
				return proxy;
			}
		}
		catch (RuntimeException | LinkageError ex) {
			cause = ex;
		}
		if (this.named.add(factory.getClass())) {
			logger.warn(
					"HTTP calls of a RestTemplate with a request factory of type %s have only Spring's own observations: "
						.formatted(factory.getClass().getName())
							+ "the class cannot be extended, and the application may depend on it",
					cause);
		}
		return null;
	}

	private static PrivateField<ClientHttpRequestFactory> factory(String owner, String name) {
		return SpringFields.find(owner, name, ClientHttpRequestFactory.class);
	}

	private static PrivateField<ClientRequestObservationConvention> convention(String owner) {
		return SpringFields.find(owner, "observationConvention", ClientRequestObservationConvention.class);
	}

	private @Nullable ClientSpans spans() {
		ClientSpans known = this.spans;
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
