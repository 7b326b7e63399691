package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A way to change a method.
 */
interface Change {

	/** The descriptor of {@link Bridge#call}. */
	String CALL = "(Ljava/lang/Object;Ljava/lang/Object;I)Ljava/lang/Object;";

	/**
	 * Returns the name of the hook to call.
	 */
	String hook();

	/**
	 * Changes a method.
	 * @param next writes the changed method
	 * @param target the method
	 * @param number the number of the hook
	 */
	MethodVisitor apply(MethodVisitor next, Target target, int number);

	/**
	 * Passes the object on the stack through a hook.
	 * @param code writes the method
	 * @param target the method
	 * @param type the type of the object, which does not change
	 */
	static void pass(MethodVisitor code, Target target, Type type, int number) {
		target.loadThis(code);
		push(code, number);
		code.visitMethodInsn(Opcodes.INVOKESTATIC, BridgeClass.NAME, "call", CALL, false);
		code.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
	}

	/**
	 * Pushes the number of a hook.
	 */
	static void push(MethodVisitor code, int number) {
		code.visitIntInsn(Opcodes.BIPUSH, number);
	}

	/**
	 * The method to change.
	 *
	 * @param type the internal name of its class
	 * @param access its modifiers
	 * @param name its name
	 * @param descriptor its descriptor
	 */
	record Target(String type, int access, String name, String descriptor) {

		boolean isStatic() {
			return (this.access & Opcodes.ACC_STATIC) != 0;
		}

		boolean isConstructor() {
			return this.name.equals("<init>");
		}

		Type argument(int index) {
			return Type.getArgumentTypes(this.descriptor)[index];
		}

		/**
		 * Returns the local variable of an argument.
		 */
		int variable(int index) {
			int variable = isStatic() ? 0 : 1;
			Type[] arguments = Type.getArgumentTypes(this.descriptor);
			for (int i = 0; i < index; i++) {
				variable += arguments[i].getSize();
			}
			return variable;
		}

		/**
		 * Loads the object, or null in a constructor, which may not use the object before
		 * it has called that of the superclass.
		 */
		void loadThis(MethodVisitor code) {
			if (isStatic() || isConstructor()) {
				code.visitInsn(Opcodes.ACONST_NULL);
			}
			else {
				code.visitVarInsn(Opcodes.ALOAD, 0);
			}
		}

	}

}
