package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hook for Spring's clients that no bean refers to, called in the same way as by
 * changed methods.
 */
class SpringClientHookTests {

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void clientThatIsGivenATracedFactoryIsTraced() {
		TracedApplication.runner().run((context) -> {
			SpringClientHook hook = context.getBean(SpringClientHook.class);
			ClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			ClientHttpRequestFactory traced = (ClientHttpRequestFactory) hook.call(factory, null);
			assertThat(traced).isNotSameAs(factory);
			assertThat(hook.call(traced, null)).isSameAs(traced);
			RestClient client = RestClient.builder().requestFactory(traced).build();
			assertThat(new SpringClientTracer(context.getBeanProvider(TracedClients.class)).isTraced(client)).isTrue();
			client.get().uri(this.upstream.url("/users/{id}"), 7).retrieve().body(String.class);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void requestOfATemplateIsTracedOnce() throws IOException {
		TracedApplication.runner().run((context) -> {
			SpringClientHook hook = context.getBean(SpringClientHook.class);
			RestTemplate template = new RestTemplate();
			ClientHttpRequest traced = (ClientHttpRequest) hook.call(request(template.getRequestFactory()), template);
			assertThat(hook.call(traced, template)).isSameAs(traced);
			traced.execute().close();
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\n");
		});
	}

	@Test
	void requestThatInterceptorsSendIsTracedBelowThem() {
		TracedApplication.runner().run((context) -> {
			SpringClientHook hook = context.getBean(SpringClientHook.class);
			ClientHttpRequestFactory traced = (ClientHttpRequestFactory) hook.call(new SimpleClientHttpRequestFactory(),
					null);
			ClientHttpRequest request = request(
					new InterceptingClientHttpRequestFactory(traced, List.of((message, body, execution) -> {
						execution.execute(message, body).close();
						return execution.execute(message, body);
					})));
			assertThat(hook.call(request, new RestTemplate())).isSameAs(request);
			request.execute().close();
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
		});
	}

	@Test
	void whatElseAClientIsGivenStays() {
		TracedApplication.runner().run((context) -> {
			SpringClientHook hook = context.getBean(SpringClientHook.class);
			Object convention = new DefaultClientRequestObservationConvention();
			assertThat(hook.call(convention, null)).isSameAs(convention);
			ClientHttpRequest request = request(new SimpleClientHttpRequestFactory());
			assertThat(hook.call(request, this)).isSameAs(request);
			assertThat(hook.call(null, null)).isNull();
		});
	}

	@Test
	void templateStaysAsItIsWhereFinalFieldsCannotBeSet() {
		TracedApplication.runner().run((context) -> {
			ObjectProvider<ClientSpans> spans = context.getBeanProvider(ClientSpans.class);
			TracedClients clients = new TracedClients(spans,
					context.getBeanProvider(io.github.tracingstarter.instrument.http.ObservationDemand.class),
					() -> true);
			ClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			RestTemplate template = new RestTemplate(factory);
			assertThat(clients.trace(template)).isTrue();
			assertThat(template.getRequestFactory()).isSameAs(factory);
		});
	}

	@Test
	void thereIsNoHookWhenOff() {
		TracedApplication.runner()
			.withPropertyValues("tracing.client.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SpringClientHook.class));
	}

	private ClientHttpRequest request(ClientHttpRequestFactory factory) throws IOException {
		return factory.createRequest(URI.create(this.upstream.url("/")), HttpMethod.GET);
	}

}
