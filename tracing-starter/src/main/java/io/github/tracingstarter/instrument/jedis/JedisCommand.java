package io.github.tracingstarter.instrument.jedis;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A command that is sent, or several at once. Their arguments are values and are not
 * retained.
 *
 * @param name the name
 * @param batchSize the number of commands, or 0 for a single command
 * @param host the host of the server, or null if it is not known
 * @param port its port
 */
record JedisCommand(String name, int batchSize, @Nullable String host, int port) {

	static String nameOf(CommandArguments arguments) {
		ProtocolCommand command = arguments.getCommand();
		return (command instanceof Protocol.Command known) ? known.name()
				: new String(command.getRaw(), StandardCharsets.UTF_8);
	}

}
