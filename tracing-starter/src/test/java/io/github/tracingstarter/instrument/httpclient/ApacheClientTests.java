package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of calls with Apache HttpClient.
 */
class ApacheClientTests extends LibraryClientContract {

	ApacheClientTests() {
		super(Application.class);
	}

	@Override
	Answer send(ApplicationContext context, String method, URI uri, Map<String, String> headers, Duration timeOut)
			throws IOException {
		HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
		headers.forEach(request::setHeader);
		request.setConfig(RequestConfig.custom().setResponseTimeout(timeOut.toMillis(), TimeUnit.MILLISECONDS).build());
		return context.getBean(CloseableHttpClient.class)
			.execute(request, (response) -> new Answer(response.getCode(),
					(response.getEntity() != null) ? EntityUtils.toString(response.getEntity()) : ""));
	}

	@Override
	Class<?> type() {
		return CloseableHttpClient.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return SocketTimeoutException.class;
	}

	@Override
	protected Class<? extends Exception> refused() {
		return HttpHostConnectException.class;
	}

	@Override
	protected boolean knowsFragments() {
		return false;
	}

	@Test
	void restTemplateOnSuchAClientMakesOneSpan() {
		runner().run((context) -> {
			CloseableHttpClient client = context.getBean(CloseableHttpClient.class);
			RestTemplate template = new RestTemplate(new HttpComponentsClientHttpRequestFactory(client));
			context.getAutowireCapableBeanFactory().initializeBean(template, "template");
			assertThat(template.getForObject(this.upstream.url("/users/7"), String.class)).isEqualTo("hello");
			assertOneSpan(context, "GET");
		});
	}

	@Test
	void requestToATarget() {
		runner().run((context) -> {
			HttpGet request = new HttpGet("/users/7?token=t0p");
			request.setScheme(null);
			request.setAuthority(null);
			String body = context.getBean(HttpClient.class)
				.execute(new HttpHost("http", this.upstream.host(), this.upstream.port()), request,
						(response) -> EntityUtils.toString(response.getEntity()));
			assertThat(body).isEqualTo("hello");
			assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).named("GET")))
				.containsEntry("url.full", this.upstream.url("/users/7?token=REDACTED"))
				.containsEntry("server.port", (long) this.upstream.port());
		});
	}

	@Test
	void defaultsAreThoseOfTheClient() {
		runner().run((context) -> assertThat(context.getBean(CloseableHttpClient.class)).isInstanceOfSatisfying(
				Configurable.class,
				(client) -> assertThat(client.getConfig().getResponseTimeout().toSeconds()).isEqualTo(21)));
	}

	@Test
	void closingClosesTheClient() {
		runner().run((context) -> {
			CloseableHttpClient client = context.getBean(CloseableHttpClient.class);
			client.close();
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> client.execute(new HttpGet(this.upstream.url("/")), (response) -> null));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CloseableHttpClient client() {
			return HttpClients.custom()
				.disableAutomaticRetries()
				.setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(21, TimeUnit.SECONDS).build())
				.build();
		}

	}

}
