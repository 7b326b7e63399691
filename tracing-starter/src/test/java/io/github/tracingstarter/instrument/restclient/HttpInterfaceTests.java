package io.github.tracingstarter.instrument.restclient;

import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Map;

import io.github.tracingstarter.instrument.ClientContract;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * The spans of calls with an interface that Spring implements.
 */
class HttpInterfaceTests extends ClientContract {

	@Override
	protected ApplicationContextRunner runner() {
		return TracedApplication.runner()
			.withUserConfiguration(Interfaces.class)
			.withPropertyValues("spring.http.serviceclient.users.base-url=" + this.upstream.url(""));
	}

	@Override
	protected Client client(ApplicationContext context, String baseUrl) {
		return context.getBean(Users.class);
	}

	@Override
	protected String key() {
		return "tracing.client.enabled";
	}

	@Override
	protected Class<? extends Exception> errorStatus() {
		return RestClientResponseException.class;
	}

	@Override
	protected Class<? extends Exception> noResponse() {
		return ResourceAccessException.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return HttpTimeoutException.class;
	}

	@HttpExchange
	interface Users extends Client {

		@Override
		@GetExchange("/users/{id}")
		String user(@PathVariable int id);

		@Override
		@HttpExchange(method = "BREW", url = "/pot/{id}")
		void brew(@PathVariable int id);

		@Override
		@GetExchange
		String get(URI uri, @RequestHeader Map<String, String> headers);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = Users.class)
	static class Interfaces {

	}

}
