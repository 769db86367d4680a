"""The description of the programming interface as an OpenAPI 3.1 document, in the language of the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from gongkai.report import editions
from gongkai.report.report import FORMAT

BASE = "/api/v1"


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("政府信息公开年度报告数据接口"),
            "version": "1",
            "description": _(
                "读取、检查政府信息公开工作年度报告，取用已公布的报告，收取报送包。无需登录，不使用Cookie；除报送包外，提交的内容不保存。"
            ),
        },
        "servers": [{"url": BASE}],
        "paths": {
            "/reports/check": {"post": _check()},
            "/reports/read": {"post": _read()},
            "/reports/{body}/{year}": {"get": _published()},
            "/submissions/": {"post": _submission()},
        },
        "components": {"schemas": _schemas()},
    }


def _check() -> dict[str, Any]:
    return {
        "operationId": "checkReport",
        "summary": _("检查一份报告"),
        "description": _(
            "检查表内勾稽、文中数字与表格是否一致；同时送上一年度的报告（previous）则一并检查两年的衔接。"
            "返回内容与命令“gongkai report check --json”相同。"
        ),
        "requestBody": _body({"file": _("本年度报告"), "previous": _("上一年度报告，可不送")}),
        "parameters": [_name_parameter()],
        "responses": {"200": _json(_("检查结果"), "Checked"), **_refusals()},
        "x-example": f"curl -F file=@2024.docx -F previous=@2023.docx {settings.GONGKAI_ADDRESS}{BASE}/reports/check",
        "x-answer": {
            "reports": [
                {
                    "file": "2024.docx",
                    "agency": "示例市",
                    "year": 2024,
                    "findings": [
                        {
                            "rule": "remedies.total",
                            "severity": "error",
                            "cells": ["remedies/reconsideration/total"],
                            "left": 5,
                            "right": 4,
                            "place": {"table": 3, "row": 4, "column": 5},
                            "message": "……",
                        }
                    ],
                    "undecided": [],
                }
            ]
        },
    }


def _read() -> dict[str, Any]:
    return {
        "operationId": "readReport",
        "summary": _("把一份报告读成数据"),
        "description": _("读出报告的每个单元格、各部分文字和出处；没有把握的数字列在doubts中，不会猜。"),
        "requestBody": _body({"file": _("报告")}),
        "parameters": [
            _name_parameter(),
            {
                "name": "year",
                "in": "query",
                "required": False,
                "schema": {"type": "integer"},
                "description": _("文件中有几个年度的报告时，要读哪一年"),
            },
        ],
        "responses": {"200": _json(_("报告"), "Report"), **_refusals()},
        "x-example": f"curl --data-binary @2024.html {settings.GONGKAI_ADDRESS}{BASE}/reports/read",
        "x-answer": {
            "format": FORMAT,
            "edition": "2021",
            "agency": "示例市",
            "year": 2024,
            "cells": {"applications/received/person": 12, "applications/received/business": None},
            "doubts": [],
        },
    }


def _published() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "operationId": "publishedReport",
        "summary": _("取一份已公布的报告"),
        "description": _("返回公布时冻结的数据，一个字节也不变；ETag是它的SHA-256摘要。"),
        "parameters": [
            {"name": "body", "in": "path", "required": True, "schema": text, "description": _("机关的代码")},
            {
                "name": "year",
                "in": "path",
                "required": True,
                "schema": {"type": "integer"},
                "description": _("报告年度"),
            },
        ],
        "responses": {"200": _json(_("报告"), "Report"), "404": _json(_("没有这份报告"), "Error")},
        "x-example": f"curl {settings.GONGKAI_ADDRESS}{BASE}/reports/xiqing-kfq/2019",
        "x-answer": {"format": FORMAT, "edition": "2019", "year": 2019, "cells": {"documents/regulations/made": 0}},
    }


def _submission() -> dict[str, Any]:
    return {
        "operationId": "receiveSubmission",
        "summary": _("报送年度报告"),
        "description": _(
            "接收下级机关的系统发来的报送包（后台“报送”页下载，或命令“gongkai yearbook package”）。包上的签名就是身份，"
            "无需登录；签名不对的不打开。同一份报告发送几次都只收取一次，答复都是第一次的回执。"
        ),
        "requestBody": {
            "required": True,
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
        "responses": {
            "201": _json(_("已收取：回执"), "Receipt"),
            "200": _json(_("以前收取过：当时的回执"), "Receipt"),
            "403": _json(_("签名不对，或者不认识发送的系统"), "Error"),
            "409": _json(_("不能收取：机关、年度或版次不对，答复里说明原因"), "Error"),
            **_refusals(),
        },
        "x-example": f"curl -H 'Content-Type: application/zip' --data-binary @ju-2025-1.zip "
        f"{settings.GONGKAI_ADDRESS}{BASE}/submissions/",
        "x-answer": {
            "format": "gongkai-receipt/1",
            "receipt": "x2m5kq7c3w4ta",
            "body": "ju",
            "year": 2025,
            "scope": "body",
            "number": 1,
            "sha256": "……",
            "state": "submitted",
            "received_on": "2026-01-20",
            "errors": 0,
            "warnings": 0,
            "late": False,
        },
    }


def _name_parameter() -> dict[str, Any]:
    return {
        "name": "name",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": _("以请求正文发送时的文件名，只用在答复里"),
    }


def _body(files: dict[str, str]) -> dict[str, Any]:
    fields = {name: {"type": "string", "format": "binary", "description": words} for name, words in files.items()}
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": fields}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
        },
    }


def _json(words: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content}


def _refusals() -> dict[str, Any]:
    most = settings.GONGKAI_LARGEST_REPORT // (1024 * 1024)
    words = {
        "400": _("请求不完整"),
        "413": _("文件超过%(most)s MB") % {"most": most},
        "422": _("读不了这份文件：答复里说明是什么、为什么、怎么办"),
        "429": _("一分钟内超过%(n)s次，Retry-After写明等几秒") % {"n": settings.GONGKAI_READS_A_MINUTE},
        "503": _("此刻正在读取的文件太多"),
    }
    return {status: _json(sentence, "Error") for status, sentence in words.items()}


def _schemas() -> dict[str, Any]:
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    anything = {"type": "array", "items": {"type": "object"}}
    finding = {
        "type": "object",
        "required": ["rule", "severity", "cells", "left", "right", "place", "message"],
        "properties": {
            "rule": text,
            "severity": {"enum": ["error", "warning", "hint"]},
            "cells": texts,
            "left": {"type": ["number", "string", "null"]},
            "right": {"type": ["number", "string", "null"]},
            "place": {"type": ["object", "null"]},
            "message": text,
        },
    }
    checked = {
        "type": "object",
        "required": ["file", "agency", "year", "findings", "undecided"],
        "properties": {
            "file": text,
            "agency": text,
            "year": {"type": ["integer", "null"]},
            "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            "undecided": anything,
        },
    }
    report = {
        "type": "object",
        "required": ["format", "edition", "cells"],
        "properties": {
            "format": {"const": FORMAT},
            "edition": {"enum": list(editions())},
            "agency": text,
            "year": {"type": ["integer", "null"]},
            "title": text,
            "cells": {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
            "sections": anything,
            "doubts": anything,
        },
    }
    return {
        "Finding": finding,
        "Checked": {"type": "object", "properties": {"reports": {"type": "array", "items": checked}}},
        "Report": report,
        "Receipt": _receipt(),
        "Error": {"type": "object", "required": ["error"], "properties": {"error": text}},
    }


def _receipt() -> dict[str, Any]:
    text, number = {"type": "string"}, {"type": "integer"}
    properties = {
        "format": {"const": "gongkai-receipt/1"},
        "receipt": text,
        "body": text,
        "year": number,
        "scope": {"enum": ["body", "level"]},
        "number": number,
        "sha256": text,
        "state": {"enum": ["submitted", "returned", "accepted"]},
        "received_on": {"type": "string", "format": "date"},
        "errors": number,
        "warnings": number,
        "late": {"type": "boolean"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}
