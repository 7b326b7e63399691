package io.github.tracingstarter;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Customizes the spans of calls by {@code RestClient}, {@code RestTemplate} and
 * {@code @HttpExchange} interfaces. The response has arrived as far as its headers: do
 * not read its body.
 */
@FunctionalInterface
public interface ClientSpanCustomizer extends SpanCustomizer<HttpRequest, ClientHttpResponse> {

}
