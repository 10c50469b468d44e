"""Debian's jupyter-kernel-test against the installed kernel 'vaelab'."""

import unittest

import jupyter_kernel_test


class VaeLabKernelTest(jupyter_kernel_test.KernelTests):
    kernel_name = "vaelab"
    language_name = "java"
    file_extension = ".jshell"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": '"abc".isBl', "matches": {"isBlank()"}},
    ]
    complete_code_samples = ["1 + 1", "int a = 3;"]
    incomplete_code_samples = ["for (int i = 0; i < 3; i++) {"]
    invalid_code_samples = ["if if"]
    code_generate_error = "int x = 1 / 0;"
    code_execute_result = [{"code": "6 * 7", "result": "42"}]
    code_display_data = [
        {"code": 'display(html("<b>x</b>"));', "mime": "text/html"},
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.abs"


if __name__ == "__main__":
    unittest.main()
