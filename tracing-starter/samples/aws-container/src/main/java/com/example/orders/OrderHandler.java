package com.example.orders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.amazonaws.serverless.exceptions.ContainerInitializationException;
import com.amazonaws.serverless.proxy.model.AwsProxyResponse;
import com.amazonaws.serverless.proxy.model.HttpApiV2ProxyRequest;
import com.amazonaws.serverless.proxy.spring.SpringBootLambdaContainerHandler;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

/**
 * What Lambda calls for a request of an HTTP API, or to the URL of the function.
 */
public final class OrderHandler implements RequestStreamHandler {

	private final SpringBootLambdaContainerHandler<HttpApiV2ProxyRequest, AwsProxyResponse> handler;

	public OrderHandler() throws ContainerInitializationException {
		this.handler = SpringBootLambdaContainerHandler.getHttpApiV2ProxyHandler(Application.class);
	}

	@Override
	public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
		this.handler.proxyStream(event, answer, context);
	}

}
