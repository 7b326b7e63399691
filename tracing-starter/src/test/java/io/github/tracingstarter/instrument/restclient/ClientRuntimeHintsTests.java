package io.github.tracingstarter.instrument.restclient;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

class ClientRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void fieldsAndProxyAreKept() throws Exception {
		new ClientRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(RestClient.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(RestClient.Builder.class)).accepts(this.hints);
		assertField(TracedClients.CLIENT_TYPE, "clientRequestFactory");
		assertField(TracedClients.BUILDER_TYPE, "requestFactory");
		assertField(TracedClients.TEMPLATE_TYPE, "requestFactory");
		assertField(TracedClients.INTERCEPTING_TEMPLATE_TYPE, "interceptingRequestFactory");
		assertField(InnerRequests.INTERCEPTING, "requestFactory");
		assertField(InnerRequests.BUFFERING, "request");
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(RestClient.class, "mutate"))
			.accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(RestClient.Builder.class, "build"))
			.accepts(this.hints);
	}

	private void assertField(String type, String field) throws Exception {
		Class<?> owner = ClassUtils.forName(type, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(owner.getDeclaredField(field)))
			.accepts(this.hints);
	}

}
