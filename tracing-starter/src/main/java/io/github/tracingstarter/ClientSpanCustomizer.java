package io.github.tracingstarter;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Customizes the spans of outgoing HTTP calls, by whichever client. The response has
 * arrived as far as its headers: do not read its body. Requests and responses of clients
 * that have no types of Spring's are shown in these, for reading only.
 */
@FunctionalInterface
public interface ClientSpanCustomizer extends SpanCustomizer<HttpRequest, ClientHttpResponse> {

}
