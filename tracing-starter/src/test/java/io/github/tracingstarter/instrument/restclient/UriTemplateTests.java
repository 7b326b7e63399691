package io.github.tracingstarter.instrument.restclient;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

class UriTemplateTests {

	private final MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.GET, URI.create("http://host"));

	@ParameterizedTest
	@CsvSource({ "http://host/users/{id},/users/{id}", "/users/{id},/users/{id}",
			"http://{host}:{port}/users/{id},/users/{id}", "{base}/users/{id},{base}/users/{id}",
			"/search/{what}?token=secret&q={q},/search/{what}", "/search?q={q},/search", "/a/{b}#{c},/a/{b}" })
	void pathOfTheTemplate(String template, String path) {
		UriTemplate.note(this.request, template);
		assertThat(UriTemplate.of(this.request)).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host/users/7", "/users", "", "http://{host}", "?q={q}" })
	void noTemplateToNameASpanAfter(String template) {
		UriTemplate.note(this.request, template);
		assertThat(UriTemplate.of(this.request)).isNull();
	}

	@Test
	void firstTemplateStays() {
		UriTemplate.note(this.request, "/users/{id}");
		UriTemplate.note(this.request, "/other/{id}");
		assertThat(UriTemplate.of(this.request)).isEqualTo("/users/{id}");
	}

}
