package io.github.tracingstarter.instrument.restclient;

import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Map;

import io.github.tracingstarter.instrument.ClientContract;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.RestTemplate;

/**
 * The spans of calls with a {@link RestTemplate}.
 */
class RestTemplateTests extends ClientContract {

	@Override
	protected ApplicationContextRunner runner() {
		return TracedApplication.runner();
	}

	@Override
	protected Client client(ApplicationContext context, String baseUrl) {
		RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
		return new Client() {

			@Override
			public String user(int id) {
				return template.getForObject(baseUrl + "/users/{id}", String.class, id);
			}

			@Override
			public void brew(int id) {
				template.exchange(baseUrl + "/pot/{id}", HttpMethod.valueOf("BREW"), null, Void.class, id);
			}

			@Override
			public String get(URI uri, Map<String, String> headers) {
				HttpHeaders all = new HttpHeaders();
				headers.forEach(all::add);
				return template.exchange(new RequestEntity<>(all, HttpMethod.GET, uri), String.class).getBody();
			}

		};
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

}
