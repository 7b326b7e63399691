package io.github.tracingstarter;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Customizes the spans of outgoing HTTP calls, whichever client makes them. Only the
 * headers of the response have arrived: do not read its body. Requests and responses of
 * clients that do not use Spring's types are presented as these types, read-only.
 */
@FunctionalInterface
public interface ClientSpanCustomizer extends SpanCustomizer<HttpRequest, ClientHttpResponse> {

}
