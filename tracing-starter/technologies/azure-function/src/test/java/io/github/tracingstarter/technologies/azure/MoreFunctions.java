package io.github.tracingstarter.technologies.azure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.BlobTrigger;
import com.microsoft.azure.functions.annotation.Cardinality;
import com.microsoft.azure.functions.annotation.EventHubTrigger;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.ServiceBusQueueTrigger;
import com.microsoft.azure.functions.annotation.ServiceBusTopicTrigger;
import org.slf4j.MDC;

/**
 * Functions that the sample does not have.
 */
public class MoreFunctions {

	static final IOException FAILURE = new IOException("No paper");

	/** The trace id that the log lines of a function have. */
	static volatile String traceIdOfLogLines;

	/** The class loader of the thread of a function. */
	static volatile ClassLoader classLoader;

	@FunctionName("broken")
	public HttpResponseMessage broken(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request)
			throws IOException {
		throw FAILURE;
	}

	@FunctionName("unavailable")
	public HttpResponseMessage unavailable(
			@HttpTrigger(name = "request", route = "status/{part?}") HttpRequestMessage<Optional<String>> request) {
		return request.createResponseBuilder(HttpStatus.SERVICE_UNAVAILABLE).build();
	}

	@FunctionName("plain")
	public String plain(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request,
			ExecutionContext context) {
		traceIdOfLogLines = MDC.get("traceId");
		classLoader = Thread.currentThread().getContextClassLoader();
		return context.getInvocationId();
	}

	@FunctionName("event")
	public void event(@EventHubTrigger(name = "event", eventHubName = "readings", connection = "EventHub",
			cardinality = Cardinality.ONE, consumerGroup = "billing") String event) {
		// Nothing to do.
	}

	@FunctionName("events")
	public void events(@EventHubTrigger(name = "events", eventHubName = "%Readings%", connection = "EventHub",
			cardinality = Cardinality.MANY) List<String> events) {
		// Nothing to do.
	}

	@FunctionName("bus")
	public void bus(@ServiceBusQueueTrigger(name = "message", queueName = "bills", connection = "Bus") String message) {
		// Nothing to do.
	}

	@FunctionName("topic")
	public void topic(@ServiceBusTopicTrigger(name = "messages", topicName = "news", subscriptionName = "print",
			connection = "Bus", cardinality = Cardinality.MANY) List<String> messages) {
		// Nothing to do.
	}

	@FunctionName("blob")
	public void blob(@BlobTrigger(name = "blob", path = "images/{name}", connection = "Storage") String blob) {
		// Nothing to do.
	}

}
