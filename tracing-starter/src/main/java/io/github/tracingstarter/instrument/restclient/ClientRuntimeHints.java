package io.github.tracingstarter.instrument.restclient;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Runtime hints for {@link TracedClients} and {@link TracedClient} in a native image.
 */
class ClientRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.proxies().registerJdkProxy(RestClient.class);
		hints.proxies().registerJdkProxy(RestClient.Builder.class);
		for (String type : new String[] { TracedClients.CLIENT_TYPE, TracedClients.BUILDER_TYPE,
				TracedClients.TEMPLATE_TYPE, TracedClients.INTERCEPTING_TEMPLATE_TYPE, InnerRequests.INTERCEPTING,
				InnerRequests.BUFFERING, RestTemplate.class.getName() }) {
			hints.reflection().registerType(TypeReference.of(type), MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		hints.reflection().registerType(RestClient.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.reflection().registerType(RestClient.Builder.class, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
