package io.github.tracingstarter.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * A client whose builders make traced clients, too, whatever request factory they are
 * given.
 */
final class TracedClient implements InvocationHandler {

	private final RestClient client;

	private final TracedClients clients;

	private TracedClient(RestClient client, TracedClients clients) {
		this.client = client;
		this.clients = clients;
	}

	static RestClient of(RestClient client, TracedClients clients) {
		return (RestClient) Proxy.newProxyInstance(RestClient.class.getClassLoader(),
				new Class<?>[] { RestClient.class }, new TracedClient(client, clients));
	}

	static boolean isTraced(RestClient client) {
		return Proxy.isProxyClass(client.getClass()) && Proxy.getInvocationHandler(client) instanceof TracedClient;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getName().equals("equals") && args != null && args.length == 1) {
			return proxy == args[0];
		}
		Object result;
		try {
			result = method.invoke(this.client, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		return (result instanceof RestClient.Builder builder) ? TracedBuilder.of(builder, this.clients) : result;
	}

}
